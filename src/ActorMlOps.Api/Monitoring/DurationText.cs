using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorMlOps.Api.Monitoring;

/// <summary>A duration as people write it, such as <c>"35d"</c>.</summary>
internal sealed class DurationText : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Times.TryDuration(reader.GetString()!, out var duration) ? duration : throw new JsonException();

    /// <summary>In the largest unit that divides it.</summary>
    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options)
    {
        var seconds = (long)value.TotalSeconds;
        var (count, unit) = seconds % 86400 == 0 ? (seconds / 86400, 'd')
            : seconds % 3600 == 0 ? (seconds / 3600, 'h')
            : seconds % 60 == 0 ? (seconds / 60, 'm') : (seconds, 's');
        writer.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"{count}{unit}"));
    }
}
