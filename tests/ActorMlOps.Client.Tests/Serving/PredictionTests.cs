using ActorMlOps.Rollout;
using ActorMlOps.Serving;

namespace ActorMlOps.Client.Tests.Serving;

public sealed class PredictionTests
{
    private static readonly Prediction Answer = new(
        new(2, [
            new("score", TensorType.Fp32, [], Convert.FromHexString("0000803F00000040")),
            new("label", TensorType.Int64, [], Convert.FromHexString("FFFFFFFFFFFFFFFF0200000000000000")),
            new("text", TensorType.Bytes, [], Convert.FromHexString("02000000C3BC00000000")),
        ]),
        "v", 1, VariantRole.Stable, false);

    [Fact]
    public void Values_OfEachKind_AreRead()
    {
        Assert.Equal([1f, 2f], Answer.Floats("score").ToArray());
        Assert.Equal([-1L, 2L], Answer.Integers("label").ToArray());
        Assert.Equal(["ü", ""], Answer.Texts("text"));
    }

    [Fact]
    public void Values_UnknownOutput_ListsThoseThereAre() =>
        Assert.Contains("no output 'x'; there are: score, label, text", Assert.Throws<ArgumentException>(() => Answer.Texts("x")).Message, StringComparison.Ordinal);

    [Fact]
    public void Values_OfAnotherType_NameBoth() =>
        Assert.Contains("Output 'label' holds INT64, not FP32", Assert.Throws<ArgumentException>(() => { _ = Answer.Floats("label"); }).Message, StringComparison.Ordinal);
}
