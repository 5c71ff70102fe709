using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Registry;

/// <summary>The detectors that raise alerts on a version by themselves; what is left out has its default.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.DetectorsConfig")]
public sealed record DetectorsConfig
{
    public const double DefaultTolerance = 0.02;

    /// <summary>
    /// Drift that is put up with, in PSI units, 0 to 10; default 0.02, which hides shifts below about a seventh of a standard deviation.
    /// </summary>
    [Id(0)] public double? Tolerance { get; init; }

    /// <summary>
    /// After an alarm was acknowledged, the next so many rows become the detector's reference, 100 to 1,000,000; default: it starts anew with the
    /// reference that it had.
    /// </summary>
    [Id(1)] public int? AdoptRows { get; init; }

    /// <summary>
    /// Detectors on the stream of errors of labelled predictions beside the e-detector: adwin, ddm, eddm, hddmA, pageHinkley, kswin; default none,
    /// because they promise nothing about false alarms.
    /// </summary>
    [Id(2)] public string[]? Concept { get; init; }

    /// <summary>Of the alerts; default: warning.</summary>
    [Id(3)] public AlertSeverity? Severity { get; init; }

    /// <summary>
    /// Whether the rows of the reference file are in the order of time, so that the dependence between rows can be measured; default false: the
    /// detectors' promise is then unverified.
    /// </summary>
    [Id(4)] public bool? OrderedReference { get; init; }
}
