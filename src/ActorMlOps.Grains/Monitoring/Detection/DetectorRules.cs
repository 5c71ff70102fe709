using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>Pure: what is wrong with <c>detectors</c> of a version's config.</summary>
internal static class DetectorRules
{
    private const int LeastRows = 100;
    private const int MostRows = 1_000_000;

    public static IEnumerable<string> Objections(DetectorsConfig? config)
    {
        if (config?.Tolerance is { } tolerance && !(tolerance is >= 0 and <= 10))
            yield return "'detectors.tolerance' must be from 0 to 10 (PSI units).";
        if (config?.AdoptRows is < LeastRows or > MostRows)
            yield return "'detectors.adoptRows' must be from 100 to 1,000,000.";
        foreach (var name in config?.Concept ?? [])
        {
            if (SequenceDetectors.KindOf(name) is null)
                yield return $"'detectors.concept': '{name}' is none of {string.Join(", ", SequenceDetectors.Names)}.";
        }
    }
}
