using ActorMlOps.Statistics.Detectors;

namespace ActorMlOps.Statistics.Tests.Detectors;

public sealed class DetectorEvaluationTests
{
    [Fact]
    public void Of_KnownAlarms_CountsDelaysMissesAndFalseAlarms()
    {
        // 100: found at 110, again at 120 (false); 200: missed, 290 is beyond the horizon (false); 300: found at 300; 50 is false.
        var evaluation = DetectorEvaluation.Of([50, 110, 120, 290, 300], [100, 200, 300], rows: 400, horizon: 60);
        Assert.Equal(new DetectorEvaluation(3, 2, 3, 5, 400 / 3.0, 1 - (2 / 3.0)), evaluation);
        Assert.Equal(400 / 3.0 / 6 * 2 / 3, evaluation.MeanTimeRatio!.Value, 1e-12);
    }

    [Fact]
    public void Of_Dummies_ShowsWhyOneMeasureIsNotEnough()
    {
        var always = DetectorEvaluation.Of([.. Enumerable.Range(0, 1000)], [500], 1000, 100);
        Assert.Equal((0.0, 0.0, 1000 / 999.0), (always.MissedDetection, always.MeanTimeToDetection, always.MeanTimeBetweenFalseAlarms));
        var never = DetectorEvaluation.Of([], [500], 1000, 100);
        Assert.Equal(new DetectorEvaluation(1, 0, 0, null, null, 1), never);
        Assert.Null(never.MeanTimeRatio);
    }

    [Fact]
    public void Of_NothingAtAll_IsUndefinedNotNaN()
    {
        var evaluation = DetectorEvaluation.Of([], [], 0, 1);
        Assert.Equal(new DetectorEvaluation(0, 0, 0, null, null, null), evaluation);
    }

    [Fact]
    public void Of_NextChange_EndsTheHorizon()
    {
        var evaluation = DetectorEvaluation.Of([150], [100, 140], 200, 1000);
        Assert.Equal((1, 10.0, 0.5), (evaluation.Found, evaluation.MeanTimeToDetection, evaluation.MissedDetection));
    }

    [Fact]
    public void Of_RowsOutOfOrder_AreRefused()
    {
        Assert.Throws<ArgumentException>("alarms", () => DetectorEvaluation.Of([5, 5], [], 10, 1));
        Assert.Throws<ArgumentException>("changes", () => DetectorEvaluation.Of([], [10], 10, 1));
        Assert.Throws<ArgumentOutOfRangeException>("horizon", () => DetectorEvaluation.Of([], [], 10, 0));
    }

    [Fact]
    public void ConceptCells_SwappedErrors_ChangeCells()
    {
        Assert.Equal([0, 0], [ConceptCells.Binary(true, true), ConceptCells.Binary(false, false)]);
        Assert.Equal([1, 2], [ConceptCells.Binary(false, true), ConceptCells.Binary(true, false)]);
        Assert.Equal([0, 3, 1], [ConceptCells.Multiclass(2, 2), ConceptCells.Multiclass(0, 2), ConceptCells.Multiclass(2, 0)]);
        Assert.Throws<ArgumentOutOfRangeException>("actual", () => ConceptCells.Multiclass(-1, 0));
    }
}
