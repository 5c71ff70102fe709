using System.Runtime.InteropServices;
using ActorMlOps.Api.Serving.Wire;
using Google.Protobuf;
using Input = ActorMlOps.Api.Serving.Wire.ModelInferRequest.Types.InferInputTensor;

namespace ActorMlOps.LoadTests.Drivers;

/// <summary>Inference requests as messages with raw contents, encoded before the clock runs.</summary>
internal static class GrpcRequests
{
    /// <summary>One request for every <paramref name="rowsPerRequest"/> rows; rows that are left over are left out.</summary>
    public static byte[][] Encode(string model, float[][] rows, int rowsPerRequest) =>
        [.. Enumerable.Range(0, rows.Length / rowsPerRequest).Select(r => Encode(model, rows.AsSpan(r * rowsPerRequest, rowsPerRequest)))];

    private static byte[] Encode(string model, ReadOnlySpan<float[]> rows)
    {
        var values = new List<float>();
        foreach (var row in rows)
            values.AddRange(row);
        return new ModelInferRequest
        {
            ModelName = model,
            Inputs = { new Input { Name = "features", Datatype = "FP32", Shape = { rows.Length, rows[0].Length } } },
            RawInputContents = { ByteString.CopyFrom(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(values))) },
        }.ToByteArray();
    }
}
