using System.Text;
using System.Text.Json;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Serving;
using static ActorMlOps.Api.Serving.InferRequestReader;

namespace ActorMlOps.Api.Serving;

/// <summary>Reads one element of <c>inputs</c>.</summary>
internal static class InferInputReader
{
    // The usual ones first.
    private static readonly (byte[] Utf8, TensorType Type)[] Types =
    [
        .. new[] { TensorType.Fp32 }.Union(Enum.GetValues<TensorType>()).Select(t => (Encoding.UTF8.GetBytes(t.Name()), t)),
    ];

    /// <param name="reader">At the object's begin.</param>
    /// <param name="index">Among the inputs, for messages about one without a name.</param>
    /// <exception cref="RequestException">The message names the field and says what is expected.</exception>
    public static InferInput Read(ref Utf8JsonReader reader, int index, RequestJson json)
    {
        string? name = null;
        TensorType? type = null;
        int[]? shape = null;
        byte[]? data = null;
        var later = default(Utf8JsonReader);
        var hasData = false;
        int? binarySize = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonErrors.Is(reader, "name"u8))
            {
                name = ReadName(ref reader, index, json.Known);
            }
            else if (JsonErrors.Is(reader, "datatype"u8))
            {
                type = ReadType(ref reader, name, index);
            }
            else if (JsonErrors.Is(reader, "shape"u8))
            {
                shape = ReadShape(ref reader, name, index);
            }
            else if (JsonErrors.Is(reader, "data"u8))
            {
                if (hasData)
                    throw new RequestException($"{Subject(name, index)}: 'data' is there twice.");
                hasData = true;
                reader.Read();
                if (name is not null && type is not null && shape is not null)
                {
                    data = TensorJsonReader.Read(ref reader, name, type.Value, shape, json);
                }
                else
                {
                    // What the numbers mean is not known yet: they are read when the object has been seen.
                    later = reader;
                    reader.Skip();
                }
            }
            else if (JsonErrors.Is(reader, "parameters"u8))
            {
                binarySize = ReadBinarySize(ref reader, name, index);
            }
            else
            {
                Skip(ref reader);
            }
        }
        if (name is null)
            throw new RequestException($"'inputs[{index}].name' is missing.");
        if (type is null)
            throw new RequestException($"Input '{name}': 'datatype' is missing; it is one of {TensorTypes.All}.");
        if (shape is null)
            throw new RequestException($"Input '{name}': 'shape' is missing, such as [1, 4].");
        if (binarySize is { } size)
        {
            if (hasData)
                throw new RequestException($"Input '{name}' has both 'data' and 'binary_data_size': send the values once.");
            if (!json.Binary)
                throw new RequestException($"Input '{name}': 'binary_data_size' needs the header '{InferBinaryReader.JsonLengthHeader}'.");
            TensorBytes.DemandSize(name, type.Value, shape, size, "'binary_data_size'");
            return new(name, type.Value, shape, default, size);
        }
        if (!hasData)
            throw new RequestException($"Input '{name}': 'data' is missing.");
        return new(name, type.Value, shape, data ?? TensorJsonReader.Read(ref later, name, type.Value, shape, json));
    }

    /// <summary>The type that is spelt so.</summary>
    internal static bool TryFindType(ReadOnlySpan<byte> utf8, out TensorType type)
    {
        foreach (var known in Types)
        {
            if (utf8.SequenceEqual(known.Utf8))
            {
                type = known.Type;
                return true;
            }
        }
        type = default;
        return false;
    }

    private static string ReadName(ref Utf8JsonReader reader, int index, KnownInputs? known)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
            throw new RequestException($"'inputs[{index}].name' must be a text.");
        return !reader.ValueIsEscaped && known?.FindName(reader.ValueSpan) is { } name
            ? name
            : JsonErrors.Text(ref reader, $"'inputs[{index}].name'");
    }

    private static TensorType ReadType(ref Utf8JsonReader reader, string? name, int index)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
            throw new RequestException($"'inputs[{index}].datatype' must be a text.");
        if (!reader.ValueIsEscaped && TryFindType(reader.ValueSpan, out var found))
            return found;
        var text = JsonErrors.Text(ref reader, $"'inputs[{index}].datatype'");
        return TensorTypes.TryParse(text, out var type)
            ? type
            : throw new RequestException($"{Subject(name, index)}: 'datatype' {JsonErrors.Shown(text)} is none of {TensorTypes.All}.");
    }

    private static int[] ReadShape(ref Utf8JsonReader reader, string? name, int index)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new RequestException($"{Subject(name, index)}: 'shape' must be a list of whole numbers, such as [1, 4].");
        Span<int> shape = stackalloc int[TensorJsonReader.MaxRank];
        var rank = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var size) || size < 0)
                throw new RequestException($"{Subject(name, index)}: 'shape[{rank}]' must be a whole number from 0 to {int.MaxValue}.");
            if (rank == shape.Length)
                throw new RequestException($"{Subject(name, index)}: 'shape' has more than {shape.Length} dimensions.");
            shape[rank++] = size;
        }
        return shape[..rank].ToArray();
    }

    private static int? ReadBinarySize(ref Utf8JsonReader reader, string? name, int index)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new RequestException($"{Subject(name, index)}: 'parameters' must be an object.");
        int? size = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!JsonErrors.Is(reader, "binary_data_size"u8))
            {
                Skip(ref reader);
                continue;
            }
            reader.Read();
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var bytes) || bytes < 0)
                throw new RequestException($"{Subject(name, index)}: 'binary_data_size' must be a whole number from 0 to {int.MaxValue}.");
            size = bytes;
        }
        return size;
    }

    private static string Subject(string? name, int index) => name is null ? $"'inputs[{index}]'" : $"Input '{name}'";
}
