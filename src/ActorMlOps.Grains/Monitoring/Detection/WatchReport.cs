using System.Globalization;
using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Monitoring.Detection;
using ActorMlOps.Statistics.Sequential;

namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>Pure: what an e-detector on duty tells people and alerts.</summary>
internal static class WatchReport
{
    /// <summary>Why a detector says that it is over.</summary>
    public const string StartedAnew = "the detector was started anew after its alarm";

    /// <summary>How long it must be over before its alert is closed.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromMinutes(1);

    /// <param name="metric">What it watches, if that is no feature.</param>
    public static DetectorInfo Info(Watched watched, AlertKind kind, string? feature, string? metric) => new(
        DetectorPlan.EDetector,
        kind,
        feature,
        metric,
        watched.Status,
        Finite(watched.Detector.LogEvidence),
        Math.Log(watched.Detector.Options.Threshold),
        GuaranteeOf(watched.Detector),
        watched.Detector.Options.DesignEffect.Value,
        watched.Detector.SmallestVisibleDrift,
        watched.Detector.Panes,
        watched.RunRows,
        watched.RunSeconds,
        watched.Detector.Alarms,
        watched.Alarm,
        Reason(watched));

    /// <summary>Of a detector with something to say.</summary>
    public static AlertSignal Signal(
        Watched watched, AlertKind kind, string version, string? feature, string? metric, AlertSeverity severity, DateTimeOffset now) => new(
        kind,
        DetectorPlan.EDetector,
        watched.Signal!.Value,
        severity,
        watched.Alarm is { } alarm
            ? Evidence(watched.Detector, alarm)
            : new(Reason: StartedAnew, Guarantee: GuaranteeOf(watched.Detector)),
        watched.Alarm?.At ?? now,
        version,
        feature,
        metric,
        Hold: Hold);

    private static AlertEvidence Evidence(EDetector detector, DetectorAlarm alarm)
    {
        var threshold = Math.Log(detector.Options.Threshold);
        return new(
            alarm.LogEvidence,
            null,
            null,
            threshold,
            string.Create(
                CultureInfo.InvariantCulture,
                $"PSI {alarm.Psi:0.###} ({alarm.PsiLow:0.###} to {alarm.PsiHigh:0.###}) over {alarm.Window.Rows} rows; "
                + $"evidence e^{alarm.LogEvidence:0.#}, threshold e^{threshold:0.#}"),
            alarm.Window,
            GuaranteeOf(detector),
            new Dictionary<string, string>
            {
                ["psi"] = Text(alarm.Psi),
                ["psiLow"] = Text(alarm.PsiLow),
                ["psiHigh"] = Text(alarm.PsiHigh),
                ["smallestVisibleDrift"] = Text(detector.SmallestVisibleDrift),
                ["designEffect"] = Text(detector.Options.DesignEffect.Value),
                ["tolerance"] = Text(detector.Options.Tolerance),
            });
    }

    public static AlertGuarantee GuaranteeOf(EDetector detector) => detector.Guarantee switch
    {
        Guarantee.Guaranteed => AlertGuarantee.Guaranteed,
        Guarantee.Calibrated => AlertGuarantee.Calibrated,
        _ => AlertGuarantee.Unverified,
    };

    private static string? Reason(Watched watched)
    {
        if (watched.Learnt is { } learnt)
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"{learnt.Sum():N0} of the {watched.LearnRows:N0} rows that become its reference have come.");
        }
        return watched.Detector.SmallestVisibleDrift is null ? "Its reference is empty: it can see nothing." : null;
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static string Text(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "undefined";
}
