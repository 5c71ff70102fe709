using ActorMlOps.Grains.Monitoring.Detection;
using CsCheck;

namespace ActorMlOps.Grains.Tests.Monitoring.Detection;

public sealed class StepCutterTests
{
    [Fact]
    public void Add_LaterHop_EndsAStepOnceItHasRowsEnough()
    {
        var cutter = new StepCutter([1], default, DriftWatch.NoHop);
        Assert.Null(Add(cutter, 0, 100, 60));
        Assert.Null(Add(cutter, 1, 110, 50));
        var step = Add(cutter, 2, 120, 10);
        Assert.Equal((110L, 110L, 20L), (step!.Rows, step.Counts[0][0], step.Span.Seconds));
        Assert.Equal((100L, 120L), (step.Span.From, step.Span.To));
        Assert.Equal((new TimelinePosition(0, 2), 110L), (cutter.At, cutter.Newest));
    }

    [Fact]
    public void Add_LateRows_AreOfTheStepAtHandAndTakeNoTime()
    {
        var cutter = new StepCutter([1], default, DriftWatch.NoHop);
        Add(cutter, 0, 500, 200);
        Assert.Null(Add(cutter, 1, 100, 200));
        var step = Add(cutter, 2, 510, 1);
        Assert.Equal((400L, 10L), (step!.Rows, step.Span.Seconds));
    }

    [Fact]
    public void Add_FewRows_EndAfterAnHour()
    {
        var cutter = new StepCutter([1], default, DriftWatch.NoHop);
        DetectorStep? step = null;
        var hop = 0L;
        for (var i = 0; step is null && i < 1_000; i++)
            step = Add(cutter, i, hop = i * 120, 1);
        Assert.Equal((31L, 310L), (step!.Rows, step.Span.Seconds));
        Assert.Equal(3_720, hop);
    }

    [Theory]
    [InlineData(39, false)]
    [InlineData(40, true)]
    public void IsOver_HopAndGracePassed_IsTrue(int seconds, bool isOver) =>
        Assert.Equal(isOver, StepCutter.IsOver(1_000, DateTimeOffset.FromUnixTimeSeconds(1_000 + seconds)));

    [Fact]
    public void Add_AnyCells_LosesNoRowAndNeverCountsMoreTimeThanPassed() => Gen
        .Select(Gen.Long[0, 400], Gen.Long[1, 300]).Array[1, 200].Sample(cells =>
    {
        var cutter = new StepCutter([1], default, DriftWatch.NoHop);
        var (rows, seconds) = (0L, 0L);
        for (var i = 0; i < cells.Length; i++)
            Count(Add(cutter, i, cells[i].Item1 * 10, cells[i].Item2));
        Count(cutter.EndIfFull(new(0, cells.Length)));
        // What is left is less than a step.
        Assert.InRange(cells.Sum(c => c.Item2) - rows, 0, cells.Sum(c => c.Item2));
        Assert.True(seconds <= (cells.Max(c => c.Item1) - cells.Min(c => c.Item1) + 1) * 10);
        if (cutter.At.Cell == cells.Length)
            Assert.Equal(cells.Sum(c => c.Item2), rows);

        void Count(DetectorStep? step)
        {
            Assert.True(step is null || (step.Rows >= StepCutter.LeastRows || step.Span.To - step.Span.From >= 3_600));
            Assert.True(step is null || (step.Rows == step.Counts[0][0] && step.Span.Seconds > 0));
            (rows, seconds) = (rows + (step?.Rows ?? 0), seconds + (step?.Span.Seconds ?? 0));
        }
    });

    private static DetectorStep? Add(StepCutter cutter, int cell, long hop, long rows) =>
        cutter.Add(new(0, cell), hop, rows, sums => sums[0][0] += rows);
}
