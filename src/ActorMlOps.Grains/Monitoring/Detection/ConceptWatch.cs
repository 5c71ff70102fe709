using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Monitoring.Detection;

namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>Pure: the detectors on the labelled rows of a version, step by step. Immutable.</summary>
/// <param name="Fed">By the hour of the prediction: rows by cell that were in steps.</param>
/// <param name="Steps">Taken since the start; the number of a step is the seed of the order of its rows.</param>
internal sealed record ConceptWatch(
    WatchSetup Setup, IReadOnlyDictionary<long, long[]> Fed, long Steps, Watched Cells, IReadOnlyList<SequenceWatch> Sequences)
{
    public const string Metric = "errors";

    /// <summary>Takes the rows that were labelled since.</summary>
    /// <param name="now">All that is labelled, by the hour of the prediction.</param>
    /// <param name="span">When the labels came.</param>
    /// <param name="weight">The e-detector's share of the fleet's budget of false alarms.</param>
    public ConceptWatch Observe(SortedDictionary<long, long[]> now, in StepSpan span, double weight)
    {
        var steps = ConceptStream.Steps(Fed, now);
        if (steps.Count == 0)
            return this;
        var (cells, sequences) = (Cells, Sequences.ToArray());
        for (var s = 0; s < steps.Count; s++)
        {
            // The time is shared out, or one late batch would count as many times as it has steps.
            cells = cells.Observe(steps[s], span, weight / steps.Count);
            for (var d = 0; d < sequences.Length; d++)
                sequences[d] = sequences[d].Observe(steps[s], span, (ulong)(Steps + s));
        }
        return this with
        {
            Fed = now.ToDictionary(h => h.Key, h => h.Value),
            Steps = Steps + steps.Count,
            Cells = cells,
            Sequences = sequences,
        };
    }

    public bool HasToSpeak => Cells.Signal is not null || Sequences.Any(s => s.Signal is not null);

    public AlertSignal[] Signals(string version, AlertSeverity severity, DateTimeOffset now) =>
    [
        .. Cells.Signal is null
            ? Array.Empty<AlertSignal>()
            : [WatchReport.Signal(Cells, AlertKind.Performance, version, null, Metric, severity, now)],
        .. Sequences.Where(s => s.Signal is not null).Select(s => s.ToSignal(version, severity, now)),
    ];

    /// <param name="answers">To <see cref="Signals"/>.</param>
    public ConceptWatch Answered(SignalAnswer[] answers, int? adoptRows)
    {
        var at = 0;
        var cells = Cells.Signal is null ? Cells : Cells.Answered(answers[at++], adoptRows);
        SequenceWatch[] sequences = [.. Sequences.Select(s => s.Signal is null ? s : s.Answered(answers[at++]))];
        return cells == Cells && sequences.SequenceEqual(Sequences) ? this : this with { Cells = cells, Sequences = sequences };
    }

    public DetectorInfo[] Infos() =>
    [
        WatchReport.Info(Cells, AlertKind.Performance, null, Metric),
        .. Sequences.Select(s => s.Info()),
        .. DetectorInfo.Dummies(AlertKind.Performance, Steps),
    ];

    public ConceptWatchState Save() => new(Setup.ToString(), new(Fed), Steps, WatchedState.Of(Cells), [.. Sequences]);

    public static ConceptWatch Restore(WatchSetup setup, ConceptWatchState state) =>
        new(setup, state.Fed, state.Steps, state.Cells.Restore(), state.Sequences);
}
