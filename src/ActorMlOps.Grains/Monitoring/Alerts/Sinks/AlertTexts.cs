using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts.Sinks;

/// <summary>Words and numbers of alerts as several sinks write them.</summary>
internal static class AlertTexts
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Name(AlertChange change) => change.ToString().ToLowerInvariant();

    public static string Name(AlertSeverity severity) => severity.ToString().ToLowerInvariant();

    public static string Name(AlertKind kind) => kind.ToString().ToLowerInvariant();

    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    public static string Cut(string text, int most) => text.Length <= most ? text : text[..(most - 3)] + "...";

    public static byte[] Bytes(JsonNode node) => JsonSerializer.SerializeToUtf8Bytes(node, Plain);

    /// <summary>Where the API shows the alert; null: nobody said where the API is.</summary>
    public static string? Link(string? publicUrl, Alert alert) =>
        publicUrl is null ? null : $"{publicUrl.TrimEnd('/')}/api/alerts/{Uri.EscapeDataString(alert.Id)}";

    /// <summary>What an alert rests on, by name, as texts.</summary>
    public static IEnumerable<(string Name, string Text)> Facts(Alert alert)
    {
        var evidence = alert.Evidence;
        if (evidence.Value is { } value)
            yield return ("value", evidence is { Low: { } low, High: { } high } ? $"{Number(value)} ({Number(low)} to {Number(high)})" : Number(value));
        if (evidence.Threshold is { } threshold)
            yield return ("threshold", Number(threshold));
        if (evidence.Window is { From: { } from, To: { } to } window)
            yield return ("window", $"{Instant(from)} to {Instant(to)}, {window.Rows} rows");
        if (evidence.Guarantee is { } guarantee)
            yield return ("guarantee", guarantee.ToString().ToLowerInvariant());
        foreach (var (name, text) in evidence.Details ?? [])
            yield return (name, text);
        if (alert.Acknowledged is { } seen)
            yield return ("acknowledged", seen.Note is null ? $"by {seen.By}" : $"by {seen.By}: {seen.Note}");
    }
}
