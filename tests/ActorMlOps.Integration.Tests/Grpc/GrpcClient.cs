using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using ActorMlOps.Api.Serving.Wire;
using Google.Protobuf;
using Grpc.Net.Client;
using Input = ActorMlOps.Api.Serving.Wire.ModelInferRequest.Types.InferInputTensor;

namespace ActorMlOps.Integration.Tests.Grpc;

/// <summary>A client as any program generates it from the .proto, and tensors for it.</summary>
internal sealed class GrpcClient(Uri url) : IDisposable
{
    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(url, new() { MaxReceiveMessageSize = null, MaxSendMessageSize = null });

    public GRPCInferenceService.GRPCInferenceServiceClient Service => new(_channel);

    public GrpcChannel Channel => _channel;

    /// <summary>A row of the electricity market's models.</summary>
    public static ModelInferRequest Row(string model, params float[] row) =>
        new() { ModelName = model, Inputs = { new Input { Name = "features", Datatype = "FP32", Shape = { 1, 6 }, Contents = new() { Fp32Contents = { row } } } } };

    /// <summary>Inputs as the protocol's JSON has them.</summary>
    public static ModelInferRequest Request(string model, string version, JsonArray inputs, bool raw)
    {
        var request = new ModelInferRequest { ModelName = model, ModelVersion = version };
        foreach (var json in inputs)
        {
            var input = new Input { Name = (string)json!["name"]!, Datatype = (string)json["datatype"]!, Shape = { json["shape"]!.AsArray().Select(d => (long)d!) } };
            JsonNode[] values = [.. Flat(json["data"]!)];
            if (raw)
                request.RawInputContents.Add(ByteString.CopyFrom(Raw(input.Datatype, values)));
            else
                input.Contents = Typed(input.Datatype, values);
            request.Inputs.Add(input);
        }
        return request;
    }

    /// <summary>Values of an output: numbers as doubles, texts as texts.</summary>
    public static object[] Values(ModelInferResponse response, int output) => response.RawOutputContents.Count > 0
        ? Values(response.Outputs[output].Datatype, response.RawOutputContents[output].Span)
        : Values(response.Outputs[output].Contents);

    public static object[] Values(string type, ReadOnlySpan<byte> raw) => type switch
    {
        "FP32" => [.. MemoryMarshal.Cast<byte, float>(raw).ToArray().Select(v => (object)(double)v)],
        "FP64" => [.. MemoryMarshal.Cast<byte, double>(raw).ToArray().Select(v => (object)v)],
        "INT64" => [.. MemoryMarshal.Cast<byte, long>(raw).ToArray().Select(v => (object)(double)v)],
        "BYTES" => Texts(raw),
        _ => throw new ArgumentException($"{type} is in no expectation."),
    };

    public static byte[] Raw(string type, IReadOnlyList<JsonNode> values) => type switch
    {
        "FP32" => [.. values.SelectMany(v => BitConverter.GetBytes((float)v))],
        "FP64" => [.. values.SelectMany(v => BitConverter.GetBytes((double)v))],
        "INT64" => [.. values.SelectMany(v => BitConverter.GetBytes((long)v))],
        "BYTES" => [.. values.Select(v => Encoding.UTF8.GetBytes((string)v!)).SelectMany(t => BitConverter.GetBytes(t.Length).Concat(t))],
        _ => throw new ArgumentException($"{type} is in no expectation."),
    };

    /// <summary>Values of an output as <see cref="Values(string, ReadOnlySpan{byte})"/> gives them, against what the protocol's JSON says of it.</summary>
    public static void AssertSame(JsonNode expected, object[] given, double tolerance)
    {
        JsonNode[] wanted = [.. Flat(expected)];
        Assert.Equal(wanted.Length, given.Length);
        for (var i = 0; i < given.Length; i++)
        {
            if (given[i] is double number)
                Assert.InRange(number, (double)wanted[i] - tolerance, (double)wanted[i] + tolerance);
            else
                Assert.Equal((string)wanted[i]!, given[i]);
        }
    }

    public static IEnumerable<JsonNode> Flat(JsonNode data) => data is JsonArray list ? list.SelectMany(v => Flat(v!)) : [data];

    public void Dispose() => _channel.Dispose();

    private static InferTensorContents Typed(string type, JsonNode[] values) => type switch
    {
        "FP32" => new() { Fp32Contents = { values.Select(v => (float)v) } },
        "FP64" => new() { Fp64Contents = { values.Select(v => (double)v) } },
        "INT64" => new() { Int64Contents = { values.Select(v => (long)v) } },
        "BYTES" => new() { BytesContents = { values.Select(v => ByteString.CopyFromUtf8((string)v!)) } },
        _ => throw new ArgumentException($"{type} is in no expectation."),
    };

    private static object[] Values(InferTensorContents contents) =>
    [
        .. contents.Fp32Contents.Select(v => (object)(double)v), .. contents.Fp64Contents.Select(v => (object)v),
        .. contents.Int64Contents.Select(v => (object)(double)v), .. contents.BytesContents.Select(v => (object)v.ToStringUtf8()),
    ];

    private static object[] Texts(ReadOnlySpan<byte> raw)
    {
        var texts = new List<object>();
        while (!raw.IsEmpty)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(raw);
            texts.Add(Encoding.UTF8.GetString(raw.Slice(4, length)));
            raw = raw[(4 + length)..];
        }
        return [.. texts];
    }
}
