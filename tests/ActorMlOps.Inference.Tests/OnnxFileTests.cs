using ActorMlOps.Inference.Tests.Support;

namespace ActorMlOps.Inference.Tests;

/// <summary>Files that must not reach native code.</summary>
public sealed class OnnxFileTests
{
    private const string External = "external data";

    private static OnnxBuilder Relu() =>
        new OnnxBuilder().Node("Relu", ["x"], ["y"]).Input("x", OnnxBuilder.Float, -1, 3).Output("y", OnnxBuilder.Float, -1, 3);

    private static byte[] Constant(byte[] tensor) =>
        OnnxBuilder.NodeBytes("Constant", [], ["c"], "", OnnxBuilder.TensorAttribute("value", tensor));

    private static byte[] Function(byte[] field) => [.. OnnxBuilder.Field(1, "F"), .. field, .. OnnxBuilder.Field(10, "own")];

    private static byte[] If(byte[] branch) => OnnxBuilder.NodeBytes("If", ["x"], ["z"], "", OnnxBuilder.GraphAttribute("then_branch", branch));

    [Theory]
    [InlineData("weights.bin")]
    [InlineData("/etc/passwd")]
    [InlineData("../../secret")]
    public void ExternalData_InAnInitialiser_IsRefusedByName(string location) =>
        OnnxModelTests.AssertRefused(Relu().Initialiser(OnnxBuilder.External("w", location)).Build(), $"Tensor 'w' keeps its data in another file ({External})");

    [Fact]
    public void ExternalData_OnlyTheLocationFlag_IsRefused() => OnnxModelTests.AssertRefused(
        Relu().Initialiser([.. OnnxBuilder.Floats("w", 1), .. OnnxBuilder.Field(14, 1)]).Build(), External);

    [Fact]
    public void ExternalData_InAConstant_IsRefused() =>
        OnnxModelTests.AssertRefused(Relu().Add(1, Constant(OnnxBuilder.External("w", "f"))).Build(), External);

    [Fact]
    public void ExternalData_InASubgraph_IsRefused()
    {
        byte[] graph = [.. OnnxBuilder.Field(5, OnnxBuilder.External("w", "f"))];
        OnnxModelTests.AssertRefused(Relu().Add(1, If(graph)).Build(), External);
    }

    [Fact]
    public void ExternalData_InASparseInitialiser_IsRefused() =>
        OnnxModelTests.AssertRefused(Relu().Add(15, OnnxBuilder.Field(1, OnnxBuilder.External("w", "f"))).Build(), External);

    [Fact]
    public void ExternalData_InAFunctionsNode_IsRefused() => OnnxModelTests.AssertRefused(
        Relu().Model(25, Function(OnnxBuilder.Field(7, Constant(OnnxBuilder.External("w", "f"))))).Build(), External);

    [Fact]
    public void ExternalData_InAFunctionsDefaultAttribute_IsRefused() => OnnxModelTests.AssertRefused(
        Relu().Model(25, Function(OnnxBuilder.Field(11, OnnxBuilder.TensorAttribute("value", OnnxBuilder.External("w", "f"))))).Build(),
        External);

    [Fact]
    public void ExternalData_InTrainingInformation_IsRefused() => OnnxModelTests.AssertRefused(
        Relu().Model(20, OnnxBuilder.Field(1, OnnxBuilder.Field(5, OnnxBuilder.External("w", "f")))).Build(), External);

    [Fact]
    public void CustomDomain_InTheMainGraph_IsRefusedByOperatorAndDomain() => OnnxModelTests.AssertRefused(
        new OnnxBuilder().Node("Leak", ["x"], ["y"], "evil").Import("evil").Input("x", OnnxBuilder.Float, -1).Output("y", OnnxBuilder.Float, -1).Build(),
        "Operator 'Leak' of domain 'evil' is not known: custom operators are not served");

    [Fact]
    public void CustomDomain_InASubgraph_IsRefused()
    {
        byte[] graph = OnnxBuilder.Field(1, OnnxBuilder.NodeBytes("Leak", ["x"], ["z"], "evil"));
        OnnxModelTests.AssertRefused(Relu().Add(1, If(graph)).Build(), "'evil'");
    }

    [Fact]
    public void CustomDomain_OfAFunctionInTheFile_IsServed()
    {
        byte[] function =
        [
            .. OnnxBuilder.Field(1, "Twice"), .. OnnxBuilder.Field(4, "a"), .. OnnxBuilder.Field(5, "b"),
            .. OnnxBuilder.Field(7, OnnxBuilder.NodeBytes("Add", ["a", "a"], ["b"])),
            .. OnnxBuilder.Field(9, [.. OnnxBuilder.Field(1, ""), .. OnnxBuilder.Field(2, 17)]), .. OnnxBuilder.Field(10, "own"),
        ];
        byte[] file = new OnnxBuilder().Node("Twice", ["x"], ["y"], "own").Import("own").Model(25, function)
            .Input("x", OnnxBuilder.Float, -1).Output("y", OnnxBuilder.Float, -1).Build();
        using var engine = OnnxModel.Load(file, new EngineOptions());
        Assert.Equal([2f, 6f], engine.Run(2, [Tensors.Of(1f, 3f)])[0].Values<float>());
    }

    [Fact]
    public void Nesting_BeyondTheLimit_IsRefused()
    {
        byte[] graph = [];
        for (int depth = 0; depth < 100; depth++)
            graph = OnnxBuilder.Field(1, If(graph));
        OnnxModelTests.AssertRefused(Relu().Add(1, If(graph)).Build(), "deeper than 64 levels");
    }

    [Theory]
    [InlineData("<html><body>404</body></html>")]
    [InlineData("col1,col2\n1,2\n")]
    [InlineData("PK\u0003\u0004")]
    public void OtherKindsOfFiles_AreRefusedAsNoOnnx(string text) =>
        OnnxModelTests.AssertRefused(System.Text.Encoding.UTF8.GetBytes(text), "This is not an ONNX file");

    [Theory]
    [InlineData(0x0F)]
    [InlineData(0x00)]
    [InlineData(0xFF)]
    public void TenMegabytesOfOneByte_AreRefused(byte value)
    {
        var file = new byte[10 << 20];
        Array.Fill(file, value);
        OnnxModelTests.AssertRefused(file, "ONNX file");
    }
}
