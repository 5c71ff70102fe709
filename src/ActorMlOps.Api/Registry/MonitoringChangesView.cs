using System.Text.Json.Nodes;
using ActorMlOps.Registry;

namespace ActorMlOps.Api.Registry;

/// <param name="Changes">Oldest first, the newest 1,000 of the model.</param>
internal sealed record MonitoringChangesView(string Model, string Version, MonitoringChangeView[] Changes);

/// <param name="Revision">The version's revision from then on, as in its ETag.</param>
internal sealed record MonitoringChangeView(DateTimeOffset At, string By, int Revision, FieldChangeView[] Fields)
{
    public static MonitoringChangeView Of(MonitoringChange change) => new(
        change.At, change.By, change.Revision,
        Array.ConvertAll(change.Fields, f => new FieldChangeView(f.Field, Value(f.Before), Value(f.After))));

    /// <summary>Settings are JSON; references are addresses.</summary>
    private static JsonNode? Value(string? text) =>
        text is null ? null : text.Length == 64 && text.All(char.IsAsciiHexDigitLower) ? JsonValue.Create(text) : JsonNode.Parse(text);
}

internal sealed record FieldChangeView(string Field, JsonNode? Before, JsonNode? After);
