using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Monitoring.Detection;
using ActorMlOps.Statistics.Sequential;

namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>
/// An e-detector on duty: alarms once, holds until its alert is acknowledged (or gone), starts anew, with the next rows as its reference if that is
/// wanted. Immutable.
/// </summary>
/// <param name="Window">What it saw last.</param>
/// <param name="Alarm">While it holds one.</param>
/// <param name="Raised">There may be an alert that waits to hear that it is over.</param>
/// <param name="Learnt">Rows that become the reference; null: it has one.</param>
/// <param name="LearnRows">So many become it.</param>
internal sealed record Watched(
    EDetector Detector, StepWindow Window, long RunRows, long RunSeconds, DetectorAlarm? Alarm, bool Raised, long[]? Learnt, long LearnRows)
{
    public static Watched Start(ReadOnlySpan<long> reference, EDetectorOptions options) =>
        new(EDetector.Create(reference, options), StepWindow.Empty(reference.Length), 0, 0, null, false, null, 0);

    /// <summary>Without a reference: the first rows become it.</summary>
    public static Watched Learn(int cells, long rows, EDetectorOptions options) =>
        Start(new long[cells], options) with { Learnt = new long[cells], LearnRows = rows };

    public DetectorStatus Status =>
        Detector.Held ? DetectorStatus.Alarm : Learnt is null ? DetectorStatus.Watching : DetectorStatus.Learning;

    /// <summary>Bets on a step; one that comes while an alarm is held is passed over.</summary>
    /// <param name="weight">The detector's share of the fleet's budget of false alarms.</param>
    public Watched Observe(ReadOnlySpan<long> counts, in StepSpan span, double weight)
    {
        long rows = 0;
        foreach (var count in counts)
            rows += count;
        if (rows == 0 || Detector.Held)
            return this;
        if (Learnt is not null)
            return Learn(counts);
        var step = Detector.Observe(counts, span.Days * weight);
        var next = this with
        {
            Detector = step.Detector,
            Window = Window.Add(counts, span),
            RunRows = RunRows + rows,
            RunSeconds = RunSeconds + span.Seconds,
        };
        return step.Outcome == EDetectorOutcome.Alarm
            ? next with { Alarm = Seen(next.Window, counts, span, step.Detector) }
            : next;
    }

    /// <summary>What the alarm shows: the newest steps, or the last one alone if that is further from the reference.</summary>
    private DetectorAlarm Seen(StepWindow window, ReadOnlySpan<long> counts, in StepSpan span, EDetector alarmed)
    {
        var newest = window.Alarm(Detector.Reference, alarmed.LogEvidence);
        var last = StepWindow.Empty(counts.Length).Add(counts, span).Alarm(Detector.Reference, alarmed.LogEvidence);
        return last.PsiLow > newest.PsiLow ? last : newest;
    }

    /// <summary>What it has to say to the alerts; null: nothing.</summary>
    public SignalState? Signal => Detector.Held ? SignalState.Firing : Raised ? SignalState.Recovered : null;

    /// <param name="answer">To <see cref="Signal"/>.</param>
    /// <param name="adoptRows">So many of the next rows become the reference after an alarm; null: it keeps the one it has.</param>
    public Watched Answered(SignalAnswer answer, int? adoptRows)
    {
        if (!Detector.Held)
            return this with { Raised = false };
        if (answer is { Id: not null, State: AlertPhase.Open })
            return Raised ? this : this with { Raised = true };
        var next = this with
        {
            Detector = Detector.Acknowledge(),
            Window = StepWindow.Empty(Window.Newer.Length),
            RunRows = 0,
            RunSeconds = 0,
            Alarm = null,
            Raised = answer.Id is not null,
        };
        return adoptRows is { } adopt ? next with { Learnt = new long[Window.Newer.Length], LearnRows = adopt } : next;
    }

    private Watched Learn(ReadOnlySpan<long> counts)
    {
        long[] learnt = [.. Learnt!];
        for (var i = 0; i < learnt.Length; i++)
            learnt[i] += counts[i];
        // Nothing is known yet about how these rows depend on each other.
        return learnt.Sum() < LearnRows
            ? this with { Learnt = learnt }
            : this with
            {
                Learnt = null,
                Detector = EDetector.Create(learnt, Detector.Options with { DesignEffect = DesignEffect.Unmeasured }),
            };
    }
}
