using ActorMlOps.Inference.Tests.Support;

namespace ActorMlOps.Inference.Tests;

public sealed class OnnxModelTests
{
    public static TheoryData<string, string> Refusals => new()
    {
        { "empty", "The file is empty" },
        { "not_onnx", "not an ONNX file" },
        { "truncated", "cut off" },
        { "unknown_op", "Operator 'NoSuchOp' of domain 'com.example.custom' is not known" },
        { "dangling_input", "nowhere" },
        { "future_opset", "opset" },
    };

    public static TheoryData<int, TensorType> Types => new()
    {
        { OnnxBuilder.Bool, TensorType.Bool },
        { OnnxBuilder.Int8, TensorType.Int8 },
        { OnnxBuilder.Int16, TensorType.Int16 },
        { OnnxBuilder.Int32, TensorType.Int32 },
        { OnnxBuilder.Int64, TensorType.Int64 },
        { OnnxBuilder.UInt8, TensorType.UInt8 },
        { OnnxBuilder.UInt16, TensorType.UInt16 },
        { OnnxBuilder.UInt32, TensorType.UInt32 },
        { OnnxBuilder.UInt64, TensorType.UInt64 },
        { OnnxBuilder.Float16, TensorType.Fp16 },
        { OnnxBuilder.Float, TensorType.Fp32 },
        { OnnxBuilder.Double, TensorType.Fp64 },
        { OnnxBuilder.String, TensorType.Bytes },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Load_FileThatMustBeRefused_SaysWhatIsWrong(string file, string telling)
    {
        var error = Assert.Throws<InvalidModelException>(() => OnnxModel.Load(Material.Refused(file), new EngineOptions()));
        Assert.Contains(telling, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("onnxruntime_src", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ErrorCode", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Load_EveryElementType_IsReadAndServed(int onnx, TensorType type)
    {
        using var engine = OnnxModel.Load(OnnxBuilder.Identity(onnx, -1, 2), new EngineOptions());
        Assert.Equal($"x {type.ProtocolName()}[-1, 2]", Assert.Single(engine.Signature.Inputs).ToString());
        Assert.Equal($"y {type.ProtocolName()}[-1, 2]", Assert.Single(engine.Signature.Outputs).ToString());
        Assert.Equal(BatchMode.Dynamic, engine.Signature.Batch);
        var input = type == TensorType.Bytes
            ? Tensors.Texts("a", "b", "", "d", "e", "f")
            : new TensorData(Enumerable.Range(0, 6 * type.Size()).Select(i => (byte)(i & 1)).ToArray());
        Assert.Equal(input.Data.ToArray(), engine.Run(3, [input])[0].Data.ToArray());
    }

    [Theory]
    [InlineData("elec2/v1", "features FP32[-1, 6]", "label INT64[-1]; probabilities FP32[-1, 2]", BatchMode.Dynamic)]
    [InlineData("mnist_cnn/v1", "Input3 FP32[1, 1, 28, 28]", "Plus214_Output_0 FP32[1, 10]", BatchMode.Single)]
    [InlineData("nan_and_inf/v1", "x FP32[-1, 1]", "y FP32[-1, 1]", BatchMode.Dynamic)]
    [InlineData("candy_style/v1", "inputImage FP32[-1, 3, 720, 720]", "outputImage FP32[-1, 3, 720, 720]", BatchMode.Dynamic)]
    public void Load_Material_SignatureAsInTheFile(string model, string inputs, string outputs, BatchMode batch)
    {
        using var engine = Material.Load(model);
        Assert.Equal(inputs, string.Join("; ", engine.Signature.Inputs));
        Assert.Equal(outputs, string.Join("; ", engine.Signature.Outputs));
        Assert.Equal(batch, engine.Signature.Batch);
    }

    [Fact]
    public void Load_NamedInputsOfThreeTypes_KeepsTheirOrder()
    {
        using var engine = Material.Load("taxi_fare/v1");
        Assert.Equal(
            ["vendor_id BYTES[-1, 1]", "payment_type BYTES[-1, 1]", "rate_code INT64[-1, 1]"],
            engine.Signature.Inputs.Take(3).Select(i => i.ToString()));
        Assert.Equal(6, engine.Signature.Inputs.Length);
    }

    [Theory]
    [InlineData(OnnxBuilder.Complex64)]
    [InlineData(OnnxBuilder.BFloat16)]
    public void Load_ElementTypeThatIsNotServed_IsRefused(int type) =>
        AssertRefused(OnnxBuilder.Identity(type, -1, 2), "x");

    [Fact]
    public void Load_InputWithoutShape_SaysHowToGiveOne() => AssertRefused(
        new OnnxBuilder().Node("Identity", ["x"], ["y"]).Input("x", OnnxBuilder.Float, null).Output("y", OnnxBuilder.Float, null).Build(),
        "Input 'x' declares no shape");

    [Fact]
    public void Load_SequenceOfMapsOfUnknownOrigin_SaysHowToExport() => AssertRefused(
        new OnnxBuilder().Node("Identity", ["x"], ["y"]).Input("x", OnnxBuilder.Float, -1, 2)
            .OutputOfType("y", OnnxBuilder.SequenceOfMaps(OnnxBuilder.Int64)).Build(),
        "Output 'y' is a sequence of maps; only dense tensors are served. Export the model with zipmap=False");

    [Fact]
    public void Load_ProviderThatIsNotThere_SaysWhatIsMissing()
    {
        var error = Assert.Throws<ProviderUnavailableException>(
            () => OnnxModel.Load(Material.Model("elec2/v1"), new EngineOptions { Provider = ExecutionProvider.Cuda }));
        Assert.StartsWith("The execution provider 'cuda' is not there: ", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.InnerException);
    }

    [Fact]
    public void Load_SeveralThreads_GivesTheExpectedAnswers()
    {
        using var engine = Material.Load("elec2/v4", new EngineOptions { IntraOpThreads = 2, InterOpThreads = 2, Spinning = true });
        var expected = new ExpectedAnswers("elec2/v4", engine.Signature);
        expected.AssertEqual(0, expected.Rows, engine.Run(expected.Rows, expected.Inputs(0, expected.Rows)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(257, 1)]
    [InlineData(1, 257)]
    public void Load_ThreadsOutOfRange_Throws(int intra, int inter) => Assert.Throws<ArgumentOutOfRangeException>(
        () => OnnxModel.Load(Material.Model("elec2/v1"), new EngineOptions { IntraOpThreads = intra, InterOpThreads = inter }));

    [Fact]
    public void Load_OptionalAndSparse_AreRefusedByTheirNames()
    {
        byte[] tensor = OnnxBuilder.TensorType(OnnxBuilder.Float, [-1]);
        AssertRefused(
            new OnnxBuilder().Node("Identity", ["x"], ["y"]).InputOfType("x", OnnxBuilder.Field(9, OnnxBuilder.Field(1, tensor)))
                .Output("y", OnnxBuilder.Float, -1).Build(),
            "Input 'x' is an optional tensor");
        AssertRefused(
            new OnnxBuilder().Node("Identity", ["x"], ["y"]).Input("x", OnnxBuilder.Float, -1)
                .OutputOfType("y", OnnxBuilder.Field(8, OnnxBuilder.Field(1, OnnxBuilder.Float))).Build(),
            "Output 'y' is a sparse tensor");
    }

    [Fact]
    public void Load_WithoutOutputs_IsRefused() =>
        AssertRefused(new OnnxBuilder().Node("Identity", ["x"], ["y"]).Input("x", OnnxBuilder.Float, -1).Build(), "no outputs");

    [Fact]
    public void Load_DimensionBeyond32Bits_IsRefused() =>
        AssertRefused(OnnxBuilder.Identity(OnnxBuilder.Float, -1, (1L << 32) + 6), "Input 'x' has a dimension of 4294967302; at most 2147483647");

    [Fact]
    public void Load_OutputNamedTwice_GivesItTwice()
    {
        byte[] file = new OnnxBuilder().Node("Identity", ["x"], ["y"]).Input("x", OnnxBuilder.Float, -1)
            .Output("y", OnnxBuilder.Float, -1).Output("y", OnnxBuilder.Float, -1).Build();
        using var engine = OnnxModel.Load(file, new EngineOptions());
        Assert.All(engine.Run(2, [Tensors.Of(1f, 2f)]), y => Assert.Equal([1f, 2f], y.Values<float>()));
        Assert.Equal(2, engine.Signature.Outputs.Length);
    }

    [Fact]
    public void Load_InitialiserAmongTheInputs_IsNotAskedOfTheCaller()
    {
        byte[] file = new OnnxBuilder().Node("Add", ["x", "w"], ["y"]).Input("x", OnnxBuilder.Float, -1, 3).Input("w", OnnxBuilder.Float, 3)
            .Initialiser(OnnxBuilder.Floats("w", 1, 2, 3)).Output("y", OnnxBuilder.Float, -1, 3).Build();
        using var engine = OnnxModel.Load(file, new EngineOptions());
        Assert.Equal("x", Assert.Single(engine.Signature.Inputs).Name);
        Assert.Equal([1f, 2f, 3f], engine.Run(1, [Tensors.Of(0f, 0f, 0f)])[0].Values<float>());
    }

    // Messages are cleaned of source places by a pattern that must not take quadratic time.
    [Theory]
    [InlineData("N", ".cc:")]
    [InlineData("a.", "cc:1")]
    [InlineData("x.h:", "1")]
    [InlineData("x.h:1(", ")")]
    public async Task Load_MegabytesOfNames_IsRefusedAtOnce(string repeated, string end)
    {
        string name = string.Concat(Enumerable.Repeat(repeated, (1 << 20) / repeated.Length)) + end;
        byte[] file = new OnnxBuilder().Node(name, [name], ["y"])
            .Input("x", OnnxBuilder.Float, -1).Output("y", OnnxBuilder.Float, -1).Build();
        var error = await Task.Run(() => Assert.Throws<InvalidModelException>(() => OnnxModel.Load(file, new EngineOptions())))
            .WaitAsync(HeldLane.Patience);
        Assert.InRange(error.Message.Length, 1, 600);
    }

    [Fact]
    public void Load_FromTheMiddleOfABuffer_ReadsOnlyItsBytes()
    {
        byte[] model = Material.Model("elec2/v1");
        byte[] buffer = [1, 2, 3, .. model, 4, 5];
        using var engine = OnnxModel.Load(buffer.AsMemory(3, model.Length), new EngineOptions());
        Assert.Equal("features", engine.Signature.Inputs[0].Name);
    }

    [Fact]
    public void Load_SliceBelowOne_Throws() => Assert.Throws<ArgumentOutOfRangeException>(
        () => OnnxModel.Load(Material.Model("elec2/v1"), new EngineOptions { MaxSlice = 0 }));

    internal static void AssertRefused(byte[] file, string telling)
    {
        var error = Assert.Throws<InvalidModelException>(() => OnnxModel.Load(file, new EngineOptions()));
        Assert.Contains(telling, error.Message, StringComparison.Ordinal);
    }
}
