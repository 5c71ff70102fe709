using ActorMlOps.Monitoring;
using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Monitoring.Detection;
using ActorMlOps.Statistics.Detectors;

namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>A detector on a stream of error bits on duty: alarms, holds until its alert is acknowledged (or gone). Immutable.</summary>
/// <param name="Name">As a config has it.</param>
/// <param name="Detector">Its binary form; a detector itself changes.</param>
/// <param name="Alarm">While it holds one.</param>
/// <param name="Raised">There may be an alert that waits to hear that it is over.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.SequenceWatch")]
internal sealed record SequenceWatch(
    [property: Id(0)] string Name,
    [property: Id(1)] byte[] Detector,
    [property: Id(2)] long Steps,
    [property: Id(3)] long RunRows,
    [property: Id(4)] long RunSeconds,
    [property: Id(5)] long Alarms,
    [property: Id(6)] DetectorAlarm? Alarm,
    [property: Id(7)] bool Raised)
{
    public static SequenceWatch Start(string name) =>
        new(name, DriftDetector.Create(SequenceDetectors.KindOf(name)!.Value).Encode(), 0, 0, 0, 0, null, false);

    /// <summary>Adds the rows of a step; while an alarm is held they are passed over.</summary>
    /// <param name="seed">Of the order of the step's rows.</param>
    public SequenceWatch Observe(ReadOnlySpan<long> counts, in StepSpan span, ulong seed)
    {
        if (Alarm is not null)
            return this;
        long rows = 0;
        foreach (var count in counts)
            rows += count;
        var detector = DriftDetector.Decode(Detector);
        var drifts = ErrorStream.Add(detector, rows, rows - counts[0], seed);
        var (from, to) = (DateTimeOffset.FromUnixTimeSeconds(span.From), DateTimeOffset.FromUnixTimeSeconds(span.To));
        return this with
        {
            Detector = detector.Encode(),
            Steps = Steps + 1,
            RunRows = RunRows + rows,
            RunSeconds = RunSeconds + span.Seconds,
            Alarms = Alarms + (drifts > 0 ? 1 : 0),
            Alarm = drifts > 0 ? new(to, null, new(from, to, rows, null), null, null, null) : null,
        };
    }

    public SignalState? Signal => Alarm is not null ? SignalState.Firing : Raised ? SignalState.Recovered : null;

    public SequenceWatch Answered(SignalAnswer answer)
    {
        if (Alarm is null)
            return this with { Raised = false };
        return answer is { Id: not null, State: AlertPhase.Open }
            ? this with { Raised = true }
            : this with { Alarm = null, RunRows = 0, RunSeconds = 0, Raised = answer.Id is not null };
    }

    public DetectorInfo Info() => new(
        Name, AlertKind.Performance, null, ConceptWatch.Metric, Alarm is null ? DetectorStatus.Watching : DetectorStatus.Alarm,
        null, null, null, null, null,
        Steps, RunRows, RunSeconds, Alarms, Alarm, null);

    /// <summary>While it has something to say.</summary>
    public AlertSignal ToSignal(string version, AlertSeverity severity, DateTimeOffset now) => new(
        AlertKind.Performance, Name, Signal!.Value, severity,
        Alarm is { } alarm
            ? new(Reason: $"{Name} found a change of the share of errors; it promises nothing about false alarms", Window: alarm.Window)
            : new(Reason: WatchReport.StartedAnew),
        Alarm?.At ?? now, version, Metric: ConceptWatch.Metric, Hold: WatchReport.Hold);
}
