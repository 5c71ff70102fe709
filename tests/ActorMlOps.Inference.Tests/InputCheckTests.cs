using ActorMlOps.Inference.Tests.Support;

namespace ActorMlOps.Inference.Tests;

public sealed class InputCheckTests : IDisposable
{
    private readonly OnnxEngine _floats = OnnxModel.Load(OnnxBuilder.Identity(OnnxBuilder.Float, -1, 3), new EngineOptions());
    private readonly OnnxEngine _texts = OnnxModel.Load(OnnxBuilder.Identity(OnnxBuilder.String, -1, 1), new EngineOptions());
    private readonly OnnxEngine _variable = OnnxModel.Load(OnnxBuilder.Identity(OnnxBuilder.Float, -1, -1), new EngineOptions());

    public void Dispose()
    {
        _floats.Dispose();
        _texts.Dispose();
        _variable.Dispose();
    }

    [Fact]
    public void Check_WhatFits_IsNull()
    {
        Assert.Null(_floats.Check(2, [Tensors.Of<float>(1, 2, 3, 4, 5, 6)]));
        Assert.Null(_floats.Check(1, [Tensors.Shaped<float>([3], 1, 2, 3)]));
        Assert.Null(_texts.Check(2, [Tensors.Texts("a", "")]));
        Assert.Null(_variable.Check(2, [Tensors.Shaped<float>([1], 1, 2)]));
        Assert.Null(_variable.Check(2, [Tensors.Shaped<float>([0])]));
    }

    [Theory]
    [InlineData(0, 3, "at least one row")]
    [InlineData(-1, 3, "at least one row")]
    [InlineData(1, 2, "has 8 bytes; 1 rows of x FP32[-1, 3] are 12")]
    [InlineData(2, 3, "has 12 bytes; 2 rows of x FP32[-1, 3] are 24")]
    [InlineData(int.MaxValue, 3, "'x'")]
    public void Check_RowsAndBytesDisagree_NamesTheInput(int rows, int values, string telling) =>
        Assert.Contains(telling, _floats.Check(rows, [Tensors.Of<float>(new float[values])]), StringComparison.Ordinal);

    [Fact]
    public void Check_AnotherNumberOfTensors_ListsTheInputs()
    {
        Assert.Contains("the model takes 1: x FP32[-1, 3]", _floats.Check(1, []), StringComparison.Ordinal);
        Assert.Contains("2 input tensors were given", _floats.Check(1, [default, default]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 4 }, "row shape [4]; the model takes [3]")]
    [InlineData(new[] { 3, 1 }, "row shape [3, 1]; the model takes [3]")]
    [InlineData(new int[0], "row shape []; the model takes [3]")]
    public void Check_AnotherRowShape_StatesBoth(int[] shape, string telling) =>
        Assert.Contains(telling, _floats.Check(1, [Tensors.Shaped<float>(shape, 1, 2, 3)]), StringComparison.Ordinal);

    [Fact]
    public void Check_VariableShapeNotStated_SaysSo() =>
        Assert.Contains("state the variable dimensions", _variable.Check(1, [Tensors.Of(1f)]), StringComparison.Ordinal);

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void Check_NegativeDimension_IsRefused(int dimension) =>
        Assert.NotNull(_variable.Check(1, [Tensors.Shaped<float>([dimension])]));

    [Fact]
    public void Check_MoreElementsThanFit_SaysThatItIsTooLarge() =>
        Assert.Contains("too large", _variable.Check(3, [Tensors.Shaped<float>([int.MaxValue])]), StringComparison.Ordinal);

    [Fact]
    public void Check_BoolThatIsNeither_NamesTheElement()
    {
        using var engine = OnnxModel.Load(OnnxBuilder.Identity(OnnxBuilder.Bool, -1), new EngineOptions());
        Assert.Contains("value 2 at element 1", engine.Check(3, [Tensors.Of<byte>(0, 2, 1)]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0100000061", 2, "ends at element 1 of 2")]
    [InlineData("01000000610000", 2, "ends at element 1 of 2")]
    [InlineData("0500000061", 1, "its length of 5 bytes is more than what is left")]
    [InlineData("FFFFFFFF61", 1, "its length of 4294967295 bytes")]
    [InlineData("01000000FF", 1, "element 0 is not valid UTF-8")]
    [InlineData("010000006100000000", 1, "4 bytes after its 1 elements")]
    public void Check_BadTexts_SaysWhichElement(string hex, int rows, string telling) =>
        Assert.Contains(telling, _texts.Check(rows, [new TensorData(Convert.FromHexString(hex))]), StringComparison.Ordinal);

    [Fact]
    public void Run_WhatDoesNotFit_ThrowsWithTheSameWords()
    {
        var error = Assert.Throws<InferenceException>(() => _floats.Run(1, [Tensors.Of(1f)]));
        Assert.Equal(_floats.Check(1, [Tensors.Of(1f)]), error.Message);
    }
}
