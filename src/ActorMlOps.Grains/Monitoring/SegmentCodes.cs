using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// Codes of a segment column's values, from 1; a value without one has 0. A value keeps its code through every change of reference, because what was
/// counted under it does.
/// </summary>
internal static class SegmentCodes
{
    /// <summary>Most segment columns of a version: their codes share the 32 bits of a ledger entry.</summary>
    public const int MaxSegments = 4;

    public const int MaxValues = 254;

    /// <summary>The segment's values in the order of their codes.</summary>
    public static IReadOnlyList<string> Values(VersionSpec spec, ReferenceProfile? profile, int segment)
    {
        if (spec.SegmentValues is { } values)
            return segment < values.Length ? values[segment] : [];
        var column = profile?.IndexOf(spec.Segments[segment]) ?? -1;
        return column < 0 ? [] : [.. profile!.Columns[column].Categories.Take(MaxValues)];
    }

    public static Dictionary<string, int> Of(VersionSpec spec, ReferenceProfile? profile, int segment)
    {
        var codes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var value in Values(spec, profile, segment))
            codes[value] = codes.Count + 1;
        return codes;
    }

    /// <summary>The values that have codes after a change: those that had one, then new ones of the reference, as far as there is room.</summary>
    /// <param name="segments">Those there were come first, in their order.</param>
    /// <param name="known">Their values.</param>
    public static string[][] Extend(string[] segments, string[][] known, ReferenceProfile? profile) => [.. segments.Select((name, i) =>
    {
        var column = profile?.IndexOf(name) ?? -1;
        string[] had = i < known.Length ? known[i] : [];
        return column < 0 ? had : [.. had.Union(profile!.Columns[column].Categories, StringComparer.Ordinal).Take(MaxValues)];
    })];
}
