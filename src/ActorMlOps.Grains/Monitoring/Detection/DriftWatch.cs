using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>Pure: the detectors of a version's columns, step by step. Immutable.</summary>
/// <param name="At">Up to here the timeline was bet on.</param>
/// <param name="Newest">The newest hop that was.</param>
internal sealed record DriftWatch(WatchSetup Setup, TimelinePosition At, long Newest, IReadOnlyList<Watched> Columns)
{
    /// <summary>Of a watch that begins: all that the timeline still has in full.</summary>
    public const long NoHop = long.MinValue / 2;

    /// <param name="weight">One detector's share of the fleet's budget of false alarms.</param>
    /// <param name="at">Behind the step.</param>
    public DriftWatch Observe(DetectorStep step, double weight, TimelinePosition at, long newest) => this with
    {
        At = at,
        Newest = newest,
        Columns = [.. Columns.Select((column, c) => column.Observe(step.Counts[c], step.Span, weight))],
    };

    /// <summary>Columns that have something to say to the alerts.</summary>
    public int[] Speaking => [.. Enumerable.Range(0, Columns.Count).Where(c => Columns[c].Signal is not null)];

    /// <param name="answers">To the signals of those columns.</param>
    public DriftWatch Answered(int[] columns, SignalAnswer[] answers, int? adoptRows)
    {
        var next = Columns.ToArray();
        for (var i = 0; i < columns.Length; i++)
            next[columns[i]] = next[columns[i]].Answered(answers[i], adoptRows);
        return next.SequenceEqual(Columns) ? this : this with { Columns = next };
    }

    public DriftWatchState Save() => new(Setup.ToString(), At, Newest, [.. Columns.Select(WatchedState.Of)]);

    public static DriftWatch Restore(WatchSetup setup, DriftWatchState state) =>
        new(setup, state.At, state.Newest, [.. state.Columns.Select(c => c.Restore())]);
}
