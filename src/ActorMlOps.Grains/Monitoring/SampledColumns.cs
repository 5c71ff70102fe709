using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// Features whose values are kept in sampled rows: the first hundred. Those that are sensitive have their place but no value, unless the
/// version's config asks for them.
/// </summary>
internal static class SampledColumns
{
    public const int Most = 100;

    /// <returns>By place in a sampled row: index of the feature, or -1 - index if its values are not kept.</returns>
    public static int[] Of(VersionSpec spec)
    {
        var sensitive = spec.Drift?.SampleSensitive == true ? [] : spec.Sensitive ?? [];
        return [.. spec.Features.Take(Most).Select((f, i) => sensitive.Contains(f.Name) ? -1 - i : i)];
    }
}
