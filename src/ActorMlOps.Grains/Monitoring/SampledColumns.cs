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
        var hidden = Private(spec);
        return [.. Enumerable.Range(0, Math.Min(Most, spec.Features.Length)).Select(f => hidden.Contains(f) ? -1 - f : f)];
    }

    /// <summary>Features whose values must not be told by row.</summary>
    public static int[] Private(VersionSpec spec) => spec.Drift?.SampleSensitive == true || spec.Sensitive is not { } sensitive
        ? []
        : [.. Enumerable.Range(0, spec.Features.Length).Where(f => sensitive.Contains(spec.Features[f].Name))];
}
