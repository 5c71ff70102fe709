using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Api.Serving;
using ActorMlOps.Client;
using ActorMlOps.Rollout;
using ActorMlOps.Serving;

namespace ActorMlOps.Api.Tests.Serving;

public sealed class InferResponseWriterTests
{
    private static readonly TensorBatch Outputs = new(2,
    [
        new("y", TensorType.Fp32, [2], MemoryMarshal.AsBytes<float>([0.1f, float.NaN, float.PositiveInfinity, float.NegativeInfinity]).ToArray()),
        new("label", TensorType.Bytes, [], new byte[] { 2, 0, 0, 0, 0x6E, 0x6F, 0, 0, 0, 0 }),
    ]);

    [Fact]
    public void Write_OfABatchedModel_IsTheProtocolsForm() => Assert.Equal(
        """
        {"model_name":"m","model_version":"3","id":"r1","parameters":{"epoch":7,"variant":"canary","degraded":true},"outputs":[
        {"name":"y","datatype":"FP32","shape":[2,2],"data":[0.1,"NaN","Infinity","-Infinity"]},
        {"name":"label","datatype":"BYTES","shape":[2],"data":["no",""]}]}
        """.ReplaceLineEndings(""),
        Write(Outputs, VariantRole.Canary, BatchMode.Dynamic, null));

    [Fact]
    public void Write_OfAModelWithoutBatchDimension_ShowsTheOutputsOwnShape() => Assert.Contains(
        """{"name":"y","datatype":"FP32","shape":[2],"data":""", Write(Outputs, VariantRole.Named, BatchMode.Whole, [new("y")]), StringComparison.Ordinal);

    [Fact]
    public void Write_BinaryOutput_HasItsSizeInsteadOfData() => Assert.Contains(
        """{"name":"label","datatype":"BYTES","shape":[2],"parameters":{"binary_data_size":10}}""",
        Write(Outputs, VariantRole.Named, BatchMode.Dynamic, [new("label", true)]), StringComparison.Ordinal);

    [Fact]
    public void Select_Names_GivesThemInThatOrder() =>
        Assert.Equal(["label", "y"], InferCall.Select(Outputs, Request([new("label"), new("y")])).Select(t => t.Tensor.Name));

    [Fact]
    public void Select_BinaryForAll_HoldsUnlessAnOutputSaysOtherwise()
    {
        Assert.All(InferCall.Select(Outputs, Request(null, binary: true)), o => Assert.True(o.Binary));
        Assert.Equal([true, false], InferCall.Select(Outputs, Request([new("y"), new("label", false)], binary: true)).Select(o => o.Binary));
        Assert.Equal([false, true], InferCall.Select(Outputs, Request([new("y"), new("label", true)])).Select(o => o.Binary));
    }

    [Fact]
    public void Select_UnknownName_IsRefusedWithTheKnownOnes() => Assert.Equal(
        "The model has no output 'z'; it has: y, label.",
        Assert.Throws<RequestException>(() => InferCall.Select(Outputs, Request([new("z")]))).Message);

    private static InferRequest Request(RequestedOutput[]? outputs, bool binary = false) => new(null, new(null, null, binary), [], outputs);

    private static string Write(TensorBatch outputs, VariantRole role, BatchMode mode, RequestedOutput[]? names)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var prediction = new Prediction(outputs, "3", 7, role, role == VariantRole.Canary);
        using var json = new Utf8JsonWriter(buffer, InferResponseWriter.Options);
        InferResponseWriter.Write(json, new("m", "r1", prediction, InferCall.Select(outputs, Request(names)), mode));
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
