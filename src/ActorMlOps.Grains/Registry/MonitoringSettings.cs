using System.Text.Json;
using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Registry;

/// <summary>Pure: from the config to what a version's specification says of monitoring.</summary>
internal static class MonitoringSettings
{
    /// <summary>The specification with the settings of a config.</summary>
    /// <param name="segments">All that are kept; those of before come first.</param>
    public static VersionSpec Apply(VersionSpec spec, VersionConfig config, string[] segments, string[][] values) => spec with
    {
        Segments = segments,
        SegmentValues = values,
        Sensitive = config.Sensitive ?? [],
        Drift = config.Drift,
        Windows = config.Windows,
        Labels = LabelRules.Of(config.Labels),
        Metrics = config.Metrics,
        Detectors = config.Detectors,
    };

    /// <summary>Segments after a change: a column that was kept once keeps its place, because labelled rows are counted under it.</summary>
    public static (string[] Segments, string? Error) Segments(VersionSpec spec, string[] wanted)
    {
        string[] all = [.. spec.Segments.Union(wanted)];
        return all.Length <= SegmentCodes.MaxSegments
            ? (all, null)
            : (all, $"'sensitive'/'segments': a version keeps at most {SegmentCodes.MaxSegments} columns in its life, and those that it kept once stay: "
                + $"{string.Join(", ", spec.Segments)}. Register a new version to keep others.");
    }

    /// <summary>The fields that differ, by name.</summary>
    public static FieldChange[] Changes(VersionConfig before, VersionConfig after)
    {
        using var was = JsonSerializer.SerializeToDocument(before, Json);
        using var now = JsonSerializer.SerializeToDocument(after, Json);
        return
        [
            .. was.RootElement.EnumerateObject()
                .Select(field => (field.Name, Before: Text(field.Value), After: Text(now.RootElement.GetProperty(field.Name))))
                .Where(field => field.Before != field.After)
                .Select(field => new FieldChange(field.Name, field.Before, field.After)),
        ];
    }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.GetRawText();
}
