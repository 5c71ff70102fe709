using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
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
        """{"name":"y","datatype":"FP32","shape":[2],"data":""", Write(Outputs, VariantRole.Named, BatchMode.Whole, ["y"]), StringComparison.Ordinal);

    [Fact]
    public void Select_Names_GivesThemInThatOrder() =>
        Assert.Equal(["label", "y"], InferResponseWriter.Select(Outputs, ["label", "y"]).Select(t => t.Name));

    [Fact]
    public void Select_UnknownName_IsRefusedWithTheKnownOnes() => Assert.Equal(
        "The model has no output 'z'; it has: y, label.",
        Assert.Throws<RequestException>(() => InferResponseWriter.Select(Outputs, ["z"])).Message);

    private static string Write(TensorBatch outputs, VariantRole role, BatchMode mode, string[]? names)
    {
        var buffer = new ArrayBufferWriter<byte>();
        InferResponseWriter.Write(
            buffer, "m", "r1", new Prediction(outputs, "3", 7, role, role == VariantRole.Canary), InferResponseWriter.Select(outputs, names), mode);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
