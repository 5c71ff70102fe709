using ActorMlOps.Inference.Tests.Support;

namespace ActorMlOps.Inference.Tests;

public sealed class BatchProbeTests
{
    private static BatchMode ModeOf(OnnxBuilder model)
    {
        using var engine = OnnxModel.Load(model.Build(), new EngineOptions());
        return engine.Signature.Batch;
    }

    private static OnnxBuilder Relu(params long[] shape) =>
        new OnnxBuilder().Node("Relu", ["x"], ["y"]).Input("x", OnnxBuilder.Float, shape).Output("y", OnnxBuilder.Float, shape);

    // y = x - sum of the batch: stacking rows of several callers would mix them.
    private static OnnxBuilder Centred(int type) => new OnnxBuilder()
        .Node("ReduceSum", ["x"], ["sum"], "", OnnxBuilder.IntAttribute("keepdims", 1))
        .Node("Sub", ["x", "sum"], ["y"])
        .Input("x", type, -1, 2).Output("y", type, -1, 2);

    [Fact]
    public void Batch_FirstDimensionVariable_IsDynamic() =>
        Assert.Equal(BatchMode.Dynamic, ModeOf(Relu(-1, 2)));

    [Fact]
    public void Batch_FirstDimensionOne_IsSingle() =>
        Assert.Equal(BatchMode.Single, ModeOf(Relu(1, 2)));

    [Theory]
    [InlineData(5)]
    [InlineData(0)]
    public void Batch_FirstDimensionFixed_IsWhole(int first) =>
        Assert.Equal(BatchMode.Whole, ModeOf(Relu(first, 2)));

    [Fact]
    public void Batch_ScalarInput_IsWhole() =>
        Assert.Equal(BatchMode.Whole, ModeOf(Relu()));

    [Fact]
    public void Batch_WithoutInputs_IsWholeAndRuns()
    {
        byte[] file = new OnnxBuilder().Node("Identity", ["c"], ["y"]).Initialiser(OnnxBuilder.Floats("c", 1, 2))
            .Output("y", OnnxBuilder.Float, 2).Build();
        using var engine = OnnxModel.Load(file, new EngineOptions());
        Assert.Equal(BatchMode.Whole, engine.Signature.Batch);
        Assert.Equal([1f, 2f], engine.Run(1, [])[0].Values<float>());
    }

    [Theory]
    [InlineData(OnnxBuilder.Float)]
    [InlineData(OnnxBuilder.Double)]
    [InlineData(OnnxBuilder.Int32)]
    [InlineData(OnnxBuilder.Int64)]
    public void Batch_RowsInfluenceEachOther_IsNotDynamic(int type) =>
        Assert.Equal(BatchMode.Single, ModeOf(Centred(type)));

    [Fact]
    public void Batch_OutputDoesNotCountRows_IsWhole()
    {
        using var engine = OnnxModel.Load(
            new OnnxBuilder().Node("ReduceSum", ["x"], ["y"], "", OnnxBuilder.IntAttribute("keepdims", 0))
                .Input("x", OnnxBuilder.Float, -1, 2).Output("y", OnnxBuilder.Float).Build(),
            new EngineOptions());
        Assert.Equal(BatchMode.Whole, engine.Signature.Batch);
        Assert.Equal([10f], engine.Run(1, [Tensors.Shaped<float>([2, 2], 1, 2, 3, 4)])[0].Values<float>());
        Assert.Contains("no batch dimension", engine.Check(2, [Tensors.Shaped<float>([1, 2], 1, 2, 3, 4)]), StringComparison.Ordinal);
    }

    [Fact]
    public void Batch_ModelThatTakesOnlyOneRow_IsSingleWhateverItDeclares()
    {
        // Reshapes its input to one row of 2 (a default that the runtime does not fold): three rows do not fit.
        byte[] shape =
        [
            .. OnnxBuilder.Field(1, 2), .. OnnxBuilder.Field(2, OnnxBuilder.Int64), .. OnnxBuilder.Field(8, "s"),
            .. OnnxBuilder.Field(9, Tensors.Of(1L, 2L).Data.ToArray()),
        ];
        var model = new OnnxBuilder().Node("Reshape", ["x", "s"], ["y"]).Initialiser(shape).Input("x", OnnxBuilder.Float, -1, 2)
            .Input("s", OnnxBuilder.Int64, 2).Output("y", OnnxBuilder.Float, -1, 2);
        using var engine = OnnxModel.Load(model.Build(), new EngineOptions());
        Assert.Equal(BatchMode.Single, engine.Signature.Batch);
        Assert.Equal([1f, 2f, 3f, 4f, 5f, 6f], engine.Run(3, [Tensors.Of(1f, 2f, 3f, 4f, 5f, 6f)])[0].Values<float>());
    }

    [Fact]
    public void Batch_OutputWithoutShape_IsLearnt()
    {
        using var engine = OnnxModel.Load(
            new OnnxBuilder().Node("Relu", ["x"], ["y"]).Input("x", OnnxBuilder.Float, -1, 2).Output("y", OnnxBuilder.Float, null).Build(),
            new EngineOptions());
        Assert.Equal("y FP32[-1, 2]", engine.Signature.Outputs[0].ToString());
        Assert.Equal(BatchMode.Dynamic, engine.Signature.Batch);
    }

    [Fact]
    public void Batch_RowsTooLargeToTry_IsWhatTheShapesDeclare()
    {
        using var engine = OnnxModel.Load(Centred(OnnxBuilder.Float).Build(), new EngineOptions { ProbeElements = 1 });
        Assert.Equal(BatchMode.Dynamic, engine.Signature.Batch);
    }

    [Fact]
    public void Batch_ModelThatFailsOnMadeUpRows_IsWhatTheShapesDeclare()
    {
        // Index 0 and 1 are outside of no table of 3, yet a table of 0 elements has none.
        byte[] empty = [.. OnnxBuilder.Field(1, 0), .. OnnxBuilder.Field(2, OnnxBuilder.Float), .. OnnxBuilder.Field(8, "table")];
        Assert.Equal(BatchMode.Dynamic, ModeOf(new OnnxBuilder().Node("Gather", ["table", "x"], ["y"]).Initialiser(empty)
            .Input("x", OnnxBuilder.Int64, -1).Output("y", OnnxBuilder.Float, -1)));
    }
}
