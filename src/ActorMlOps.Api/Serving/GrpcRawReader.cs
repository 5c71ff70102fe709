using System.Text;
using System.Text.Unicode;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Api.Serving.Wire;
using ActorMlOps.Serving;
using Google.Protobuf;
using Google.Protobuf.Collections;
using InputTensor = ActorMlOps.Api.Serving.Wire.ModelInferRequest.Types.InferInputTensor;

namespace ActorMlOps.Api.Serving;

/// <summary>
/// From the bytes of a <see cref="ModelInferRequest"/> to tensors without that message: what it reads, <see cref="GrpcInferReader"/> reads
/// alike. It reads what clients send all day, valid requests with raw contents, and says no to all else: that is for the other one to read
/// or to refuse.
/// </summary>
internal static class GrpcRawReader
{
    private const int MostInputs = 64;

    // A field's number comes before its wire type: 2 is what has a length, 0 a number.
    private const int Delimited = 2;
    private const byte ModelName = (ModelInferRequest.ModelNameFieldNumber << 3) | Delimited;
    private const byte ModelVersion = (ModelInferRequest.ModelVersionFieldNumber << 3) | Delimited;
    private const byte Id = (ModelInferRequest.IdFieldNumber << 3) | Delimited;
    private const byte Parameters = (ModelInferRequest.ParametersFieldNumber << 3) | Delimited;
    private const byte Inputs = (ModelInferRequest.InputsFieldNumber << 3) | Delimited;
    private const byte Outputs = (ModelInferRequest.OutputsFieldNumber << 3) | Delimited;
    private const byte RawInputContents = (ModelInferRequest.RawInputContentsFieldNumber << 3) | Delimited;

    private const byte Name = (InputTensor.NameFieldNumber << 3) | Delimited;
    private const byte Datatype = (InputTensor.DatatypeFieldNumber << 3) | Delimited;
    private const byte PackedShape = (InputTensor.ShapeFieldNumber << 3) | Delimited;
    private const byte Shape = InputTensor.ShapeFieldNumber << 3;
    private const byte OutputName = (ModelInferRequest.Types.InferRequestedOutputTensor.NameFieldNumber << 3) | Delimited;

    // Of an entry of a map.
    private const byte Key = (1 << 3) | Delimited;
    private const byte Value = (2 << 3) | Delimited;

    /// <summary>What must be known of a request before it is read.</summary>
    /// <param name="Version">Null: not named.</param>
    internal readonly record struct Head(string Model, string? Version, int Inputs, int Outputs);

    /// <summary>Walks over the request once.</summary>
    public static bool TryReadHead(ReadOnlySpan<byte> message, out Head head)
    {
        ReadOnlySpan<byte> model = default, version = default;
        var (inputs, outputs, raw) = (0, 0, 0);
        head = default;
        var reader = new ProtoReader(message);
        while (!reader.Ended)
        {
            if (!reader.TryTag(out var tag) || !reader.TryBytes(out var bytes))
                return false;
            switch (tag)
            {
                // Also of a text that is there again, which then counts.
                case ModelName or ModelVersion when !Utf8.IsValid(bytes):
                    return false;
                case ModelName:
                    model = bytes;
                    break;
                case ModelVersion:
                    version = bytes;
                    break;
                case Inputs:
                    inputs++;
                    break;
                case Outputs:
                    outputs++;
                    break;
                case RawInputContents:
                    raw++;
                    break;
                case Id or Parameters:
                    break;
                default:
                    return false;
            }
        }
        if (inputs is 0 or > MostInputs || raw != inputs || outputs > MostInputs)
            return false;
        head = new(Encoding.UTF8.GetString(model), version.IsEmpty ? null : Encoding.UTF8.GetString(version), inputs, outputs);
        return true;
    }

    /// <param name="known">The model's inputs, so that requests share what they say of them; null: nothing is known.</param>
    /// <returns>Its tensors have memory of their own. Null: not for this reader.</returns>
    public static InferRequest? Read(ReadOnlySpan<byte> message, in Head head, KnownInputs? known)
    {
        var inputs = new InferInput[head.Inputs];
        var outputs = head.Outputs == 0 ? null : new RequestedOutput[head.Outputs];
        var (input, output) = (0, 0);
        var id = "";
        MapField<string, InferParameter>? parameters = null;
        HashSet<string>? names = null;
        var reader = new ProtoReader(message);
        var raws = new ProtoReader(message);
        while (!reader.Ended)
        {
            if (!reader.TryTag(out var tag) || !reader.TryBytes(out var bytes))
                return null;
            var read = tag switch
            {
                Id => TryText(bytes, out id),
                Parameters => TryReadParameter(bytes, parameters ??= []),
                Inputs => ReadInput(bytes, NextRaw(ref raws), known) is { } given
                    && !InferInput.IsAmong(inputs.AsSpan(0, input), given.Name, ref names)
                    && Add(inputs, ref input, given),
                Outputs => TryReadOutput(bytes, outputs.AsSpan(0, output), out var wanted) && Add(outputs!, ref output, wanted),
                _ => true,
            };
            if (!read)
                return null;
        }
        try
        {
            return new(InferParameters.CheckId(id), parameters is null ? default : GrpcInferReader.ReadParameters(parameters), inputs, outputs);
        }
        catch (RequestException)
        {
            return null;
        }
    }

    private static InferInput? ReadInput(ReadOnlySpan<byte> message, ReadOnlySpan<byte> raw, KnownInputs? known)
    {
        ReadOnlySpan<byte> nameBytes = default, typeBytes = default;
        Span<int> shape = stackalloc int[TensorJsonReader.MaxRank];
        var rank = 0;
        var reader = new ProtoReader(message);
        while (!reader.Ended)
        {
            if (!reader.TryTag(out var tag))
                return null;
            var read = tag switch
            {
                Name => reader.TryBytes(out nameBytes) && Utf8.IsValid(nameBytes),
                Datatype => reader.TryBytes(out typeBytes) && Utf8.IsValid(typeBytes),
                Shape => TryReadSize(ref reader, shape, ref rank),
                PackedShape => reader.TryBytes(out var packed) && TryReadShape(packed, shape, ref rank),
                _ => false,
            };
            if (!read)
                return null;
        }
        if (!InferInputReader.TryFindType(typeBytes, out var type))
            return null;
        if (nameBytes.IsEmpty)
            return null;
        var name = known?.FindName(nameBytes) ?? Encoding.UTF8.GetString(nameBytes);
        var dimensions = shape[..rank].ToArray();
        try
        {
            TensorBytes.Demand(name, type, dimensions, raw, "its raw content");
        }
        catch (RequestException)
        {
            return null;
        }
        return new(name, type, dimensions, raw.ToArray());
    }

    private static bool TryReadShape(ReadOnlySpan<byte> packed, scoped Span<int> shape, ref int rank)
    {
        var reader = new ProtoReader(packed);
        while (!reader.Ended)
        {
            if (!TryReadSize(ref reader, shape, ref rank))
                return false;
        }
        return true;
    }

    private static bool TryReadSize(ref ProtoReader reader, scoped Span<int> shape, ref int rank)
    {
        if (rank == shape.Length || !reader.TryVarint(out var size) || size > int.MaxValue)
            return false;
        shape[rank++] = (int)size;
        return true;
    }

    private static bool TryReadOutput(ReadOnlySpan<byte> message, ReadOnlySpan<RequestedOutput> before, out RequestedOutput output)
    {
        output = default;
        var reader = new ProtoReader(message);
        if (!reader.TryTag(out var tag) || tag != OutputName || !reader.TryBytes(out var bytes) || !reader.Ended || !TryText(bytes, out var name))
            return false;
        foreach (var other in before)
        {
            if (other.Name == name)
                return false;
        }
        output = new(name);
        return true;
    }

    private static bool TryReadParameter(ReadOnlySpan<byte> entry, MapField<string, InferParameter> parameters)
    {
        var reader = new ProtoReader(entry);
        if (!reader.TryTag(out var tag) || tag != Key || !reader.TryBytes(out var key) || !TryText(key, out var name)
            || !reader.TryTag(out tag) || tag != Value || !reader.TryBytes(out var value) || !reader.Ended)
            return false;
        try
        {
            // A name that is there twice means what it was given last.
            parameters[name] = InferParameter.Parser.ParseFrom(value);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }

    private static bool Add<T>(T[] all, ref int count, T one)
    {
        all[count++] = one;
        return true;
    }

    /// <summary>The contents that belong to the next input: there are as many of both.</summary>
    private static ReadOnlySpan<byte> NextRaw(ref ProtoReader reader)
    {
        while (reader.TryTag(out var tag) && reader.TryBytes(out var bytes))
        {
            if (tag == RawInputContents)
                return bytes;
        }
        return default;
    }

    private static bool TryText(ReadOnlySpan<byte> utf8, out string text)
    {
        var valid = Utf8.IsValid(utf8);
        text = valid ? Encoding.UTF8.GetString(utf8) : "";
        return valid;
    }
}
