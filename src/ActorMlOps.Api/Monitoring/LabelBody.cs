using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorMlOps.Monitoring;

namespace ActorMlOps.Api.Monitoring;

/// <summary>Body of <c>POST /api/models/{m}/labels</c>.</summary>
internal sealed record LabelsBody(LabelBody?[] Labels);

/// <param name="PredictionId">As the answer gave it: <c>{id}</c>, or <c>{id}#{row}</c> for a row of several.</param>
/// <param name="Label">The class or the value: a number, a text, true or false. May be left out where there are metrics.</param>
/// <param name="Kind">Feedback is counted by value, apart from performance.</param>
/// <param name="At">When it became known; must have an offset. It counts in the window of its prediction all the same.</param>
/// <param name="Receipt">As the answer gave it, instead of the id.</param>
/// <param name="Metrics">Values of the version's metrics by name: numbers, for a ratio 0 or 1, or false or true.</param>
internal sealed record LabelBody(
    string? PredictionId = null,
    [property: JsonConverter(typeof(LabelText))] string? Label = null,
    LabelKind Kind = LabelKind.Label,
    string? At = null,
    string? Receipt = null,
    [property: JsonConverter(typeof(MetricTexts))] Dictionary<string, string?>? Metrics = null);

/// <summary>A label as text, whatever JSON type it came in; 1 and 1.0 are the same class.</summary>
internal sealed class LabelText : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.True:
                return "true";
            case JsonTokenType.False:
                return "false";
            case JsonTokenType.Number:
                var text = Encoding.UTF8.GetString(reader.ValueSpan);
                return text.AsSpan().IndexOfAny("+.eE") < 0 ? text : reader.GetDouble().ToString("R", CultureInfo.InvariantCulture);
            default:
                throw new JsonException();
        }
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
