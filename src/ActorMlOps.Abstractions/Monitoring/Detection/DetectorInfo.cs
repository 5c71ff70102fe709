using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Monitoring.Detection;

/// <summary>One detector of a version.</summary>
/// <param name="Method">
/// eDetector (sequential, with a promise about false alarms); adwin, ddm, eddm, hddmA, pageHinkley, kswin; the dummies alwaysFire and neverFire,
/// which the others must do better than.
/// </param>
/// <param name="Kind">Of the alerts that it raises.</param>
/// <param name="Feature">Null: it watches no feature.</param>
/// <param name="Metric">What it watches instead: prediction, score, errors, outliers, repeats.</param>
/// <param name="LogEvidence">ln of the evidence now; null: none yet, or it bets on nothing.</param>
/// <param name="LogThreshold">It alarms where the evidence reaches this; null: it bets on nothing.</param>
/// <param name="Guarantee">What the promise about false alarms rests on; null: it promises nothing.</param>
/// <param name="DesignEffect">So many rows tell as much as one independent one, at least 1.</param>
/// <param name="SmallestVisibleDrift">About the smallest shift in standard deviations that it can see; null: it can see none, or does not say.</param>
/// <param name="Steps">Steps that it has taken since it was made, or got a new reference.</param>
/// <param name="RunRows">Rows since its last start.</param>
/// <param name="RunSeconds">Watched time since its last start.</param>
/// <param name="Alarms">Since it was made, or got a new reference.</param>
/// <param name="Alarm">The one that it holds; null: none.</param>
/// <param name="Reason">Why it can't watch, or can't see; null: it can.</param>
[GenerateSerializer, Immutable, Alias("actormlops.DetectorInfo")]
public sealed record DetectorInfo(
    [property: Id(0)] string Method,
    [property: Id(1)] AlertKind Kind,
    [property: Id(2)] string? Feature,
    [property: Id(3)] string? Metric,
    [property: Id(4)] DetectorStatus Status,
    [property: Id(5)] double? LogEvidence,
    [property: Id(6)] double? LogThreshold,
    [property: Id(7)] AlertGuarantee? Guarantee,
    [property: Id(8)] double? DesignEffect,
    [property: Id(9)] double? SmallestVisibleDrift,
    [property: Id(10)] long Steps,
    [property: Id(11)] long RunRows,
    [property: Id(12)] long RunSeconds,
    [property: Id(13)] long Alarms,
    [property: Id(14)] DetectorAlarm? Alarm,
    [property: Id(15)] string? Reason)
{
    /// <summary>The dummies beside detectors that have taken so many steps.</summary>
    public static DetectorInfo[] Dummies(AlertKind kind, long steps) =>
    [
        new("alwaysFire", kind, null, null, DetectorStatus.Alarm, null, null, null, null, 0, steps, 0, 0, steps, null, "A dummy: alarms at every step."),
        new("neverFire", kind, null, null, DetectorStatus.Watching, null, null, null, null, null, steps, 0, 0, 0, null, "A dummy: never alarms."),
    ];
}
