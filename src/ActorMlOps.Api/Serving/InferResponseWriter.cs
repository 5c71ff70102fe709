using System.Text.Encodings.Web;
using System.Text.Json;
using ActorMlOps.Rollout;
using ActorMlOps.Serving;

namespace ActorMlOps.Api.Serving;

/// <summary>Writes the JSON form of an answer.</summary>
internal static class InferResponseWriter
{
    public static JsonWriterOptions Options { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Without the values that come in binary: those follow the JSON in the order of the outputs. Flushed.</summary>
    /// <param name="json">With <see cref="Options"/>.</param>
    public static void Write(Utf8JsonWriter json, InferAnswer answer)
    {
        var prediction = answer.Prediction;
        json.WriteStartObject();
        json.WriteString("model_name"u8, answer.Model);
        json.WriteString("model_version"u8, prediction.Version);
        json.WriteString("id"u8, answer.Id);
        json.WriteStartObject("parameters"u8);
        json.WriteNumber("epoch"u8, prediction.Epoch);
        json.WriteString("variant"u8, VariantName(prediction.Role));
        json.WriteBoolean("degraded"u8, prediction.Degraded);
        if (!prediction.Receipts.IsEmpty)
            WriteReceipts(json, prediction.Receipts.Span);
        json.WriteEndObject();
        json.WriteStartArray("outputs"u8);
        foreach (var (output, binary) in answer.Outputs)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, output.Name);
            json.WriteString("datatype"u8, output.Type.Name());
            json.WriteStartArray("shape"u8);
            if (answer.Rows is { } rows)
                json.WriteNumberValue(rows);
            foreach (var size in output.RowShape)
                json.WriteNumberValue(size);
            json.WriteEndArray();
            WriteData(json, output, binary);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
    }

    /// <summary><c>receipt</c> of a single row, the list <c>receipts</c> of several.</summary>
    private static void WriteReceipts(Utf8JsonWriter json, ReadOnlySpan<string> receipts)
    {
        if (receipts.Length == 1)
        {
            json.WriteString("receipt"u8, receipts[0]);
            return;
        }
        json.WriteStartArray("receipts"u8);
        foreach (var receipt in receipts)
            json.WriteStringValue(receipt);
        json.WriteEndArray();
    }

    private static void WriteData(Utf8JsonWriter json, Tensor output, bool binary)
    {
        if (binary)
        {
            json.WriteStartObject("parameters"u8);
            json.WriteNumber("binary_data_size"u8, output.Data.Length);
            json.WriteEndObject();
            return;
        }
        json.WriteStartArray("data"u8);
        TensorJsonWriter.Write(json, output.Type, output.Data.Span);
        json.WriteEndArray();
    }

    /// <summary>As the protocol's answers name a variant.</summary>
    public static string VariantName(VariantRole role) => role switch
    {
        VariantRole.Stable => "stable",
        VariantRole.Canary => "canary",
        VariantRole.Shadow => "shadow",
        _ => "named",
    };
}
