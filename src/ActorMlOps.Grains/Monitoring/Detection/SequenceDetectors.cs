using ActorMlOps.Statistics.Detectors;

namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>Detectors on a stream of errors by the names that a config has for them.</summary>
internal static class SequenceDetectors
{
    private static readonly Dictionary<string, DetectorKind> All = new()
    {
        ["adwin"] = DetectorKind.Adwin,
        ["ddm"] = DetectorKind.Ddm,
        ["eddm"] = DetectorKind.Eddm,
        ["hddmA"] = DetectorKind.HddmA,
        ["pageHinkley"] = DetectorKind.PageHinkley,
        ["kswin"] = DetectorKind.Kswin,
    };

    public static IEnumerable<string> Names => All.Keys;

    /// <summary>Null: there is no such detector.</summary>
    public static DetectorKind? KindOf(string name) => All.TryGetValue(name, out var kind) ? kind : null;
}
