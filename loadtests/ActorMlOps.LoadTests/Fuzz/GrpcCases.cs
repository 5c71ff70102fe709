using System.Buffers.Binary;
using System.Text;
using ActorMlOps.Api.Serving.Wire;
using Google.Protobuf;
using Input = ActorMlOps.Api.Serving.Wire.ModelInferRequest.Types.InferInputTensor;
using RequestedOutput = ActorMlOps.Api.Serving.Wire.ModelInferRequest.Types.InferRequestedOutputTensor;

namespace ActorMlOps.LoadTests.Fuzz;

/// <summary>gRPC inference calls: messages that say one thing and hold another, damaged encodings, damaged frames.</summary>
internal sealed class GrpcCases(IReadOnlyList<FuzzModel> models) : IFuzzGenerator
{
    private const int FrameHeader = 5;
    private const int MostMutations = 3;

    private static readonly string[] Types =
        ["FP32", "FP64", "FP16", "BF16", "INT8", "INT64", "UINT8", "BOOL", "BYTES", "", "fp32", "STRING"];

    public string Kind => "grpc";

    public FuzzCase Next(long number, Random random)
    {
        var message = Message(models[random.Next(models.Count)], random);
        for (var left = random.Next(MostMutations + 1); left > 0; left--)
            Mutate(message, random);
        var bytes = message.ToByteArray();
        if (random.Next(3) == 0)
            bytes = ByteMutator.Mutate(bytes, random);
        var frame = new byte[FrameHeader + bytes.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), bytes.Length);
        bytes.CopyTo(frame, FrameHeader);
        if (random.Next(20) == 0)
            frame = ByteMutator.Mutate(frame, random);
        var path = $"/{GRPCInferenceService.Descriptor.FullName}/ModelInfer";
        return new(Kind, number, HttpMethod.Post, path, "application/grpc", frame) { Grpc = true };
    }

    private static ModelInferRequest Message(FuzzModel model, Random random)
    {
        var message = new ModelInferRequest { ModelName = model.Name };
        var raw = random.Next(2) == 0;
        foreach (var json in model.Inputs)
        {
            var input = new Input
            {
                Name = (string)json!["name"]!,
                Datatype = (string)json["datatype"]!,
                Shape = { json["shape"]!.AsArray().Select(d => (long)d!) },
            };
            message.Inputs.Add(input);
            if (raw)
                message.RawInputContents.Add(ByteString.CopyFrom(TensorEncoding.Raw(json)));
            else
                input.Contents = Typed(input.Datatype, [.. json["data"]!.AsArray().Select(v => v!.ToString())]);
        }
        return message;
    }

    private static InferTensorContents Typed(string type, string[] values) => type switch
    {
        "FP32" => new() { Fp32Contents = { values.Select(float.Parse) } },
        "FP64" => new() { Fp64Contents = { values.Select(double.Parse) } },
        "INT64" => new() { Int64Contents = { values.Select(long.Parse) } },
        _ => new() { BytesContents = { values.Select(ByteString.CopyFromUtf8) } },
    };

    private static void Mutate(ModelInferRequest message, Random random)
    {
        var input = message.Inputs.Count > 0 ? message.Inputs[random.Next(message.Inputs.Count)] : new();
        switch (random.Next(13))
        {
            case 0 when input.Shape.Count > 0:
                input.Shape[random.Next(input.Shape.Count)] = BinaryCases.Dimension(random);
                break;
            case 1:
                input.Shape.Clear();
                input.Shape.Add(Enumerable.Range(0, random.Next(random.Next(4) == 0 ? 64 : 4)).Select(_ => BinaryCases.Dimension(random)));
                break;
            case 2:
                input.Datatype = Types[random.Next(Types.Length)];
                break;
            case 3:
                input.Name = Text(random);
                break;
            case 4 when message.RawInputContents.Count > 0:
                var raw = random.Next(message.RawInputContents.Count);
                var damaged = ByteMutator.Mutate(message.RawInputContents[raw].ToByteArray(), random);
                message.RawInputContents[raw] = ByteString.CopyFrom(damaged);
                break;
            case 5:
                message.RawInputContents.Add(ByteString.CopyFrom(new byte[random.Next(64)]));
                break;
            case 6:
                input.Contents ??= new();
                input.Contents.Fp32Contents.Add(float.NaN);
                break;
            case 7:
                input.Contents = Typed(random.Next(2) == 0 ? "INT64" : "BYTES", ["1", "2"]);
                break;
            case 8:
                message.Outputs.Add(new RequestedOutput { Name = random.Next(2) == 0 ? "label" : Text(random) });
                break;
            case 9:
                message.Inputs.Add(input.Clone());
                break;
            case 10:
                message.Inputs.Remove(input);
                break;
            case 11:
                message.Parameters[random.Next(2) == 0 ? "unit_id" : Text(random)] = Parameter(random);
                break;
            default:
                message.ModelName = random.Next(4) == 0 ? Text(random) : message.ModelName;
                message.ModelVersion = random.Next(2) == 0 ? Text(random) : "";
                break;
        }
    }

    private static InferParameter Parameter(Random random) => random.Next(6) switch
    {
        0 => new() { BoolParam = true },
        1 => new() { Int64Param = BinaryCases.Dimension(random) },
        2 => new() { StringParam = Text(random) },
        3 => new() { DoubleParam = double.NaN },
        4 => new() { Uint64Param = ulong.MaxValue },
        _ => new(),
    };

    /// <summary>Text that a message may hold: its bytes come from the dictionary, what is no UTF-8 becomes the mark for that.</summary>
    private static string Text(Random random) => Encoding.UTF8.GetString(ByteMutator.Word(random));
}
