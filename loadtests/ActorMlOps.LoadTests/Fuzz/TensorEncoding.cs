using System.Text;
using System.Text.Json.Nodes;

namespace ActorMlOps.LoadTests.Fuzz;

/// <summary>Tensors of the protocol's JSON as little-endian bytes.</summary>
internal static class TensorEncoding
{
    public static byte[] Raw(JsonNode input)
    {
        var values = input["data"]!.AsArray().Select(v => v!);
        return (string)input["datatype"]! switch
        {
            "FP32" => [.. values.SelectMany(v => BitConverter.GetBytes((float)v))],
            "FP64" => [.. values.SelectMany(v => BitConverter.GetBytes((double)v))],
            "INT64" => [.. values.SelectMany(v => BitConverter.GetBytes((long)v))],
            "BYTES" =>
                [.. values.Select(v => Encoding.UTF8.GetBytes((string)v!)).SelectMany(t => BitConverter.GetBytes(t.Length).Concat(t))],
            var type => throw new ArgumentException($"No model here has an input of {type}."),
        };
    }
}
