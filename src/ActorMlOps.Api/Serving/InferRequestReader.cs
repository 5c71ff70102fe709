using System.Text.Json;
using ActorMlOps.Api.Hosting;

namespace ActorMlOps.Api.Serving;

/// <summary>
/// Reads the JSON form of an inference request in one pass, straight into tensors. Depth and sizes are bounded by the body, so a hostile
/// one costs no more than reading it. The properties of an object may come in any order.
/// </summary>
internal static class InferRequestReader
{
    private const int MaxDepth = 64;

    /// <summary>Inputs or outputs in one request.</summary>
    public const int MaxNamedThings = 4096;

    /// <param name="binary">Tensors may follow the JSON: inputs may have a <c>binary_data_size</c> instead of data.</param>
    /// <param name="known">What is known of the model's inputs; null: nothing.</param>
    /// <exception cref="RequestException">The message names the field and says what is expected.</exception>
    public static InferRequest Read(ReadOnlySpan<byte> json, bool binary = false, KnownInputs? known = null)
    {
        try
        {
            return Read(new RequestJson(json, binary, known, flat: true));
        }
        catch (JsonException)
        {
        }
        try
        {
            // Again, for the place of the error.
            return Read(new RequestJson(json, binary, known, flat: false));
        }
        catch (JsonException e)
        {
            throw new RequestException(JsonErrors.Syntax("The body", e));
        }
    }

    /// <exception cref="JsonException">Not valid JSON.</exception>
    internal static InferRequest Read(RequestJson json)
    {
        var reader = new Utf8JsonReader(json.Text, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new RequestException("The body must be a JSON object with 'inputs'.");
        var request = ReadRequest(ref reader, json);
        reader.Read();
        return request;
    }

    private static InferRequest ReadRequest(ref Utf8JsonReader reader, RequestJson json)
    {
        string? id = null;
        var parameters = default(InferParameters);
        InferInput[]? inputs = null;
        RequestedOutput[]? outputs = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonErrors.Is(reader, "id"u8))
            {
                id = InferParameters.CheckId(NextText(ref reader, "'id'"));
            }
            else if (JsonErrors.Is(reader, "parameters"u8))
            {
                parameters = ReadParameters(ref reader);
            }
            else if (JsonErrors.Is(reader, "inputs"u8))
            {
                if (inputs is not null)
                    throw new RequestException("'inputs' is there twice.");
                inputs = ReadInputs(ref reader, json);
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
                var unit = InferParameters.CheckUnitId(NextText(ref reader, "'parameters.unit_id'"));
                parameters = parameters with { UnitId = unit };
            }
            else if (JsonErrors.Is(reader, "timeout"u8))
            {
                reader.Read();
                long? whole = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) ? number : null;
                parameters = parameters with { Timeout = InferParameters.CheckTimeout(whole) };
            }
            else if (JsonErrors.Is(reader, "binary_data_output"u8))
            {
                parameters = parameters with { BinaryOutput = NextFlag(ref reader, "'parameters.binary_data_output'") };
            }
            else
            {
                Skip(ref reader);
            }
        }
        return parameters;
    }

    private static InferInput[] ReadInputs(ref Utf8JsonReader reader, RequestJson json)
    {
        Next(ref reader, JsonTokenType.StartArray, "'inputs' must be a list of {name, shape, datatype, data}.");
        var inputs = new InferInput[1];
        var count = 0;
        HashSet<string>? names = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new RequestException($"'inputs[{count}]' must be an object {{name, shape, datatype, data}}.");
            if (count == MaxNamedThings)
                throw new RequestException($"'inputs' has more than {MaxNamedThings} elements.");
            var input = InferInputReader.Read(ref reader, count, json);
            if (InferInput.IsAmong(inputs.AsSpan(0, count), input.Name, ref names))
                throw new RequestException($"Input '{input.Name}' is given twice.");
            if (count == inputs.Length)
                Array.Resize(ref inputs, 2 * count);
            inputs[count++] = input;
        }
        return count == inputs.Length ? inputs : inputs[..count];
    }

    private static RequestedOutput[] ReadOutputs(ref Utf8JsonReader reader)
    {
        Next(ref reader, JsonTokenType.StartArray, "'outputs' must be a list of {name}.");
        var outputs = new List<RequestedOutput>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new RequestException($"'outputs[{outputs.Count}]' must be an object {{name}}.");
            if (outputs.Count == MaxNamedThings)
                throw new RequestException($"'outputs' has more than {MaxNamedThings} elements.");
            string? name = null;
            bool? inBinary = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (JsonErrors.Is(reader, "name"u8))
                    name = NextText(ref reader, $"'outputs[{outputs.Count}].name'");
                else if (JsonErrors.Is(reader, "parameters"u8))
                    inBinary = ReadBinaryOutput(ref reader, $"'outputs[{outputs.Count}].parameters");
                else
                    Skip(ref reader);
            }
            if (name is null)
                throw new RequestException($"'outputs[{outputs.Count}].name' is missing.");
            if (!seen.Add(name))
                throw new RequestException($"Output '{name}' is asked for twice.");
            outputs.Add(new(name, inBinary));
        }
        return [.. outputs];
    }

    private static bool? ReadBinaryOutput(ref Utf8JsonReader reader, string place)
    {
        Next(ref reader, JsonTokenType.StartObject, $"{place}' must be an object.");
        bool? binary = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonErrors.Is(reader, "binary_data"u8))
                binary = NextFlag(ref reader, $"{place}.binary_data'");
            else
                Skip(ref reader);
        }
        return binary;
    }

    internal static void Next(ref Utf8JsonReader reader, JsonTokenType expected, string error)
    {
        reader.Read();
        if (reader.TokenType != expected)
            throw new RequestException(error);
    }

    internal static string NextText(ref Utf8JsonReader reader, string what)
    {
        Next(ref reader, JsonTokenType.String, $"{what} must be a text.");
        return JsonErrors.Text(ref reader, what);
    }

    private static bool NextFlag(ref Utf8JsonReader reader, string what)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            _ => throw new RequestException($"{what} must be true or false."),
        };
    }

    internal static void Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
