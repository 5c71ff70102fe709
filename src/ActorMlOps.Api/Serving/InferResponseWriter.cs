using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Client;
using ActorMlOps.Rollout;
using ActorMlOps.Serving;

namespace ActorMlOps.Api.Serving;

/// <summary>Writes the JSON form of an answer.</summary>
internal static class InferResponseWriter
{
    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The outputs that were asked for, in that order.</summary>
    /// <exception cref="RequestException">The model has no such output.</exception>
    public static Tensor[] Select(TensorBatch outputs, string[]? names) => names is null
        ? outputs.Tensors
        : Array.ConvertAll(names, name => outputs.Find(name) ?? throw new RequestException(
            $"The model has no output '{name}'; it has: {string.Join(", ", outputs.Tensors.Select(t => t.Name))}."));

    /// <param name="mode">Whether the outputs' shapes begin with the number of rows.</param>
    public static void Write(IBufferWriter<byte> to, string model, string id, Prediction prediction, Tensor[] outputs, BatchMode mode)
    {
        using var json = new Utf8JsonWriter(to, Options);
        json.WriteStartObject();
        json.WriteString("model_name"u8, model);
        json.WriteString("model_version"u8, prediction.Version);
        json.WriteString("id"u8, id);
        json.WriteStartObject("parameters"u8);
        json.WriteNumber("epoch"u8, prediction.Epoch);
        json.WriteString("variant"u8, VariantName(prediction.Role));
        json.WriteBoolean("degraded"u8, prediction.Degraded);
        json.WriteEndObject();
        json.WriteStartArray("outputs"u8);
        foreach (var output in outputs)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, output.Name);
            json.WriteString("datatype"u8, output.Type.Name());
            json.WriteStartArray("shape"u8);
            if (mode != BatchMode.Whole)
                json.WriteNumberValue(prediction.Outputs.Rows);
            foreach (var size in output.RowShape)
                json.WriteNumberValue(size);
            json.WriteEndArray();
            json.WriteStartArray("data"u8);
            TensorJsonWriter.Write(json, output.Type, output.Data.Span);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string VariantName(VariantRole role) => role switch
    {
        VariantRole.Stable => "stable",
        VariantRole.Canary => "canary",
        VariantRole.Shadow => "shadow",
        _ => "named",
    };
}
