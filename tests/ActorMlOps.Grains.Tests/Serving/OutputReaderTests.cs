using System.Runtime.InteropServices;
using ActorMlOps.Grains.Serving;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Inference;
using ActorMlOps.Registry;
using ActorMlOps.Serving;
using TensorType = ActorMlOps.Serving.TensorType;

namespace ActorMlOps.Grains.Tests.Serving;

public sealed class OutputReaderTests
{
    [Fact]
    public void Read_LabelsAndScores_GivesClassAndPositiveScore()
    {
        var (predicted, scores) = Read(Specs.Binary(), TensorType.Int64, 3, Of<long>(1, 0, 7), Of(0.2f, 0.8f, 0.9f, 0.1f, 0.5f, 0.5f));
        Assert.Equal([1, 0, -1], predicted);
        Assert.Equal([0.8f, 0.1f, 0.5f], scores);
    }

    [Fact]
    public void Read_TextLabels_AreFoundByNameAndLongOnesAreNone()
    {
        var output = Specs.Multiclass("cat", "dög");
        var (predicted, scores) = Read(output, TensorType.Bytes, 3, Texts.Encode("dög", "cat", new string('x', 500)), []);
        Assert.Equal([1, 0, -1], predicted);
        Assert.All(scores, s => Assert.True(float.IsNaN(s)));
    }

    [Fact]
    public void Read_OneScore_IsPositiveFromTheThreshold()
    {
        var output = new OutputSpec(TaskKind.Binary, -1, 1, 1, 1, ["no", "yes"], "yes", 0.3);
        Assert.Equal([0, 1, 1, -1], Read(output, TensorType.Int64, 4, [], Of(0.29f, 0.31f, 1f, float.NaN)).Predicted);
    }

    [Fact]
    public void Read_TwoScoresWithAThresholdOfTheirOwn_FollowsTheThreshold()
    {
        var output = new OutputSpec(TaskKind.Binary, -1, 1, 2, 1, ["0", "1"], "1", 0.3);
        Assert.Equal([1, 0], Read(output, TensorType.Int64, 2, [], Of(0.6f, 0.4f, 0.8f, 0.2f)).Predicted);
    }

    [Fact]
    public void Read_SeveralScores_TheGreatestIsTheClassAndNoNumberIsNone()
    {
        var output = new OutputSpec(TaskKind.Multiclass, -1, 1, 3, -1, ["a", "b", "c"], null, 0.5);
        var nan = float.NaN;
        Assert.Equal([2, 0, 1, -1], Read(output, TensorType.Int64, 4, [], Of(1f, 2f, 3f, 5f, 5f, 1f, nan, 0.1f, nan, nan, nan, nan)).Predicted);
    }

    [Fact]
    public void Read_Regression_KeepsTheValueAsItIs()
    {
        var predicted = Read(Specs.Regression, TensorType.Fp32, 3, Of(1.5f, float.NaN, float.PositiveInfinity), []).Predicted;
        Assert.Equal([1.5, double.NaN, double.PositiveInfinity], predicted);
    }

    private static (double[] Predicted, float[] Scores) Read(OutputSpec output, TensorType label, int rows, byte[] labels, byte[] scores)
    {
        var signature = Specs.Signature([], Specs.Tensor("label", label, -1), Specs.Tensor("scores", TensorType.Fp32, -1, Math.Max(1, output.ScoreWidth)));
        var (predicted, read) = (new double[rows], new float[rows]);
        new OutputReader(output, signature).Read([new TensorData(labels), new TensorData(scores)], rows, predicted, read);
        return (predicted, read);
    }

    private static byte[] Of<T>(params T[] values) where T : struct => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
}
