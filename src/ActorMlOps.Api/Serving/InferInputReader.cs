using System.Text.Json;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Serving;
using static ActorMlOps.Api.Serving.InferRequestReader;

namespace ActorMlOps.Api.Serving;

/// <summary>Reads one element of <c>inputs</c>.</summary>
internal static class InferInputReader
{
    /// <param name="reader">At the object's begin.</param>
    /// <param name="place">Such as <c>inputs[0]</c>, for messages about an input without a name.</param>
    /// <param name="bodyLength">Length of the whole JSON.</param>
    /// <param name="binary">Its values may follow the JSON.</param>
    /// <exception cref="RequestException">The message names the field and says what is expected.</exception>
    public static InferInput Read(ref Utf8JsonReader reader, string place, int bodyLength, bool binary)
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
                name = NextText(ref reader, $"'{place}.name'");
            }
            else if (JsonErrors.Is(reader, "datatype"u8))
            {
                var text = NextText(ref reader, $"'{place}.datatype'");
                if (!TensorTypes.TryParse(text, out var parsed))
                    throw new RequestException(
                        $"{Subject(name, place)}: 'datatype' {JsonErrors.Shown(text)} is none of {TensorTypes.All}.");
                type = parsed;
            }
            else if (JsonErrors.Is(reader, "shape"u8))
            {
                shape = ReadShape(ref reader, Subject(name, place));
            }
            else if (JsonErrors.Is(reader, "data"u8))
            {
                if (hasData)
                    throw new RequestException($"{Subject(name, place)}: 'data' is there twice.");
                hasData = true;
                reader.Read();
                if (name is not null && type is not null && shape is not null)
                {
                    data = TensorJsonReader.Read(ref reader, name, type.Value, shape, bodyLength);
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
                binarySize = ReadBinarySize(ref reader, Subject(name, place));
            }
            else
            {
                Skip(ref reader);
            }
        }
        if (name is null)
            throw new RequestException($"'{place}.name' is missing.");
        if (type is null)
            throw new RequestException($"Input '{name}': 'datatype' is missing; it is one of {TensorTypes.All}.");
        if (shape is null)
            throw new RequestException($"Input '{name}': 'shape' is missing, such as [1, 4].");
        if (binarySize is { } size)
        {
            if (hasData)
                throw new RequestException($"Input '{name}' has both 'data' and 'binary_data_size': send the values once.");
            if (!binary)
                throw new RequestException($"Input '{name}': 'binary_data_size' needs the header '{InferBinaryReader.JsonLengthHeader}'.");
            TensorBytes.DemandSize(name, type.Value, shape, size, "'binary_data_size'");
            return new(name, type.Value, shape, default, size);
        }
        if (!hasData)
            throw new RequestException($"Input '{name}': 'data' is missing.");
        return new(name, type.Value, shape, data ?? TensorJsonReader.Read(ref later, name, type.Value, shape, bodyLength));
    }

    private static int[] ReadShape(ref Utf8JsonReader reader, string subject)
    {
        Next(ref reader, JsonTokenType.StartArray, $"{subject}: 'shape' must be a list of whole numbers, such as [1, 4].");
        var shape = new List<int>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var size) || size < 0)
                throw new RequestException($"{subject}: 'shape[{shape.Count}]' must be a whole number from 0 to {int.MaxValue}.");
            if (shape.Count == TensorJsonReader.MaxRank)
                throw new RequestException($"{subject}: 'shape' has more than {TensorJsonReader.MaxRank} dimensions.");
            shape.Add(size);
        }
        return [.. shape];
    }

    private static int? ReadBinarySize(ref Utf8JsonReader reader, string subject)
    {
        Next(ref reader, JsonTokenType.StartObject, $"{subject}: 'parameters' must be an object.");
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
                throw new RequestException($"{subject}: 'binary_data_size' must be a whole number from 0 to {int.MaxValue}.");
            size = bytes;
        }
        return size;
    }

    private static string Subject(string? name, string place) => name is null ? $"'{place}'" : $"Input '{name}'";
}
