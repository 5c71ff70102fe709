using System.Text.Json;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Monitoring;
using ActorMlOps.Serving;

namespace ActorMlOps.Api.Serving;

/// <summary>
/// Reads the JSON form of an inference request in one pass, straight into tensors. Depth and sizes are bounded by the body, so a hostile
/// one costs no more than reading it. The properties of an object may come in any order.
/// </summary>
internal static class InferRequestReader
{
    private const int MaxDepth = 64;
    private const int MaxRank = TensorJsonReader.MaxRank;
    private const int MaxNamedThings = 4096;
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromHours(1);

    /// <exception cref="RequestException">The message names the field and says what is expected.</exception>
    public static InferRequest Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new RequestException("The body must be a JSON object with 'inputs'.");
            var request = ReadRequest(ref reader, json.Length);
            reader.Read();
            return request;
        }
        catch (JsonException e)
        {
            throw new RequestException(JsonErrors.Syntax("The body", e));
        }
    }

    private static InferRequest ReadRequest(ref Utf8JsonReader reader, int bodyLength)
    {
        string? id = null;
        var parameters = default(InferParameters);
        InferInput[]? inputs = null;
        string[]? outputs = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonErrors.Is(reader, "id"u8))
            {
                id = NextText(ref reader, "'id'");
                if (id.Length > PredictionId.MaxLength)
                    throw new RequestException($"'id' is longer than {PredictionId.MaxLength} characters.");
                if (id.Length == 0)
                    id = null;
            }
            else if (JsonErrors.Is(reader, "parameters"u8))
            {
                parameters = ReadParameters(ref reader);
            }
            else if (JsonErrors.Is(reader, "inputs"u8))
            {
                if (inputs is not null)
                    throw new RequestException("'inputs' is there twice.");
                inputs = ReadInputs(ref reader, bodyLength);
            }
            else if (JsonErrors.Is(reader, "outputs"u8))
            {
                outputs = ReadOutputs(ref reader);
            }
            else
            {
                Skip(ref reader);
            }
        }
        return inputs is { Length: > 0 }
            ? new(id, parameters, inputs, outputs is { Length: > 0 } ? outputs : null)
            : throw new RequestException("'inputs' is missing or empty: give a list of {name, shape, datatype, data}.");
    }

    private static InferParameters ReadParameters(ref Utf8JsonReader reader)
    {
        Next(ref reader, JsonTokenType.StartObject, "'parameters' must be an object.");
        var parameters = default(InferParameters);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonErrors.Is(reader, "unit_id"u8))
            {
                var unit = NextText(ref reader, "'parameters.unit_id'");
                if (unit.Length is 0 or > PredictionId.MaxLength)
                    throw new RequestException($"'parameters.unit_id' must have 1 to {PredictionId.MaxLength} characters.");
                parameters = parameters with { UnitId = unit };
            }
            else if (JsonErrors.Is(reader, "timeout"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var microseconds)
                    || microseconds < 1 || microseconds > (long)MaxTimeout.TotalMicroseconds)
                {
                    throw new RequestException(
                        $"'parameters.timeout' must be a whole number of microseconds from 1 to "
                        + $"{(long)MaxTimeout.TotalMicroseconds}, such as 250000.");
                }
                parameters = parameters with { Timeout = TimeSpan.FromMicroseconds(microseconds) };
            }
            else
            {
                Skip(ref reader);
            }
        }
        return parameters;
    }

    private static InferInput[] ReadInputs(ref Utf8JsonReader reader, int bodyLength)
    {
        Next(ref reader, JsonTokenType.StartArray, "'inputs' must be a list of {name, shape, datatype, data}.");
        var inputs = new List<InferInput>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new RequestException($"'inputs[{inputs.Count}]' must be an object {{name, shape, datatype, data}}.");
            if (inputs.Count == MaxNamedThings)
                throw new RequestException($"'inputs' has more than {MaxNamedThings} elements.");
            var input = ReadInput(ref reader, $"inputs[{inputs.Count}]", bodyLength);
            if (!names.Add(input.Name))
                throw new RequestException($"Input '{input.Name}' is given twice.");
            inputs.Add(input);
        }
        return [.. inputs];
    }

    private static InferInput ReadInput(ref Utf8JsonReader reader, string place, int bodyLength)
    {
        string? name = null;
        TensorType? type = null;
        int[]? shape = null;
        byte[]? data = null;
        var later = default(Utf8JsonReader);
        var (hasData, isBinary) = (false, false);
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
                isBinary = ReadsBinary(ref reader, Subject(name, place));
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
        if (!hasData)
        {
            throw new RequestException(isBinary
                ? $"Input '{name}': 'binary_data_size' is not supported; send the values in 'data'."
                : $"Input '{name}': 'data' is missing.");
        }
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
            if (shape.Count == MaxRank)
                throw new RequestException($"{subject}: 'shape' has more than {MaxRank} dimensions.");
            shape.Add(size);
        }
        return [.. shape];
    }

    private static bool ReadsBinary(ref Utf8JsonReader reader, string subject)
    {
        Next(ref reader, JsonTokenType.StartObject, $"{subject}: 'parameters' must be an object.");
        var found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            found |= JsonErrors.Is(reader, "binary_data_size"u8);
            Skip(ref reader);
        }
        return found;
    }

    private static string[] ReadOutputs(ref Utf8JsonReader reader)
    {
        Next(ref reader, JsonTokenType.StartArray, "'outputs' must be a list of {name}.");
        var names = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new RequestException($"'outputs[{names.Count}]' must be an object {{name}}.");
            if (names.Count == MaxNamedThings)
                throw new RequestException($"'outputs' has more than {MaxNamedThings} elements.");
            string? name = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (JsonErrors.Is(reader, "name"u8))
                    name = NextText(ref reader, $"'outputs[{names.Count}].name'");
                else
                    Skip(ref reader);
            }
            if (name is null)
                throw new RequestException($"'outputs[{names.Count}].name' is missing.");
            if (!seen.Add(name))
                throw new RequestException($"Output '{name}' is asked for twice.");
            names.Add(name);
        }
        return [.. names];
    }

    private static string Subject(string? name, string place) => name is null ? $"'{place}'" : $"Input '{name}'";

    private static void Next(ref Utf8JsonReader reader, JsonTokenType expected, string error)
    {
        reader.Read();
        if (reader.TokenType != expected)
            throw new RequestException(error);
    }

    private static string NextText(ref Utf8JsonReader reader, string what)
    {
        Next(ref reader, JsonTokenType.String, $"{what} must be a text.");
        return JsonErrors.Text(ref reader, what);
    }

    private static void Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
