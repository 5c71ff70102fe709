using ActorMlOps.Serving;

namespace ActorMlOps.Abstractions.Tests.Serving;

public sealed class TensorTypesTests
{
    // Number, name and size are stored, sent and spelt by the Open Inference Protocol.
    [Theory]
    [InlineData(1, "BOOL", 1)]
    [InlineData(2, "INT8", 1)]
    [InlineData(3, "INT16", 2)]
    [InlineData(4, "INT32", 4)]
    [InlineData(5, "INT64", 8)]
    [InlineData(6, "UINT8", 1)]
    [InlineData(7, "UINT16", 2)]
    [InlineData(8, "UINT32", 4)]
    [InlineData(9, "UINT64", 8)]
    [InlineData(10, "FP16", 2)]
    [InlineData(11, "FP32", 4)]
    [InlineData(12, "FP64", 8)]
    [InlineData(13, "BYTES", 0)]
    public void Type_NumberNameAndSize(int number, string name, int size)
    {
        var type = (TensorType)number;
        Assert.True(Enum.IsDefined(type));
        Assert.Equal((name, size), (type.Name(), type.Size()));
        Assert.True(TensorTypes.TryParse(name, out var parsed));
        Assert.Equal(type, parsed);
        Assert.Contains(name, TensorTypes.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("fp32")]
    [InlineData("FP32 ")]
    [InlineData("BF16")]
    public void TryParse_OtherNames_AreRefused(string? name) => Assert.False(TensorTypes.TryParse(name, out _));

    [Fact]
    public void Types_AreThirteen() => Assert.Equal(13, Enum.GetValues<TensorType>().Length);
}
