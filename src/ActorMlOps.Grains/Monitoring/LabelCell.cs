using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Performance;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Joined rows of one version, one hop and one block of rows, in one label partition: in all, by segment value, and by pair of versions.</summary>
internal sealed class LabelCell
{
    /// <summary>Key of the group that holds all rows.</summary>
    public const int All = -1;

    /// <summary>By segment column * 256 + code of its value; <see cref="All"/>.</summary>
    public Dictionary<int, TaskCounters> Groups { get; } = [];

    /// <summary>Custom metrics and feedback, by the same keys.</summary>
    public Dictionary<int, CustomCounters> Custom { get; } = [];

    /// <summary>By name of the other version.</summary>
    public Dictionary<string, PairedOutcomes> Paired { get; } = [];

    /// <summary>The rows that were counted here lie in [FirstRow, EndRow).</summary>
    public long FirstRow { get; private set; } = long.MaxValue;

    public long EndRow { get; private set; }

    public void Count(OutputSpec output, in LedgerEntry entry, double actual, int segments, bool add)
    {
        Cover(entry);
        for (var s = All; s < segments; s++)
            Count(Group(entry, s), output, entry, actual, add);
    }

    /// <summary>Takes away what was counted before and counts what is there now, as far as they differ.</summary>
    public void Count(VersionSpec spec, in LedgerEntry entry, LabelExtras? before, LabelExtras? after)
    {
        Cover(entry);
        for (var s = All; s < spec.Segments.Length; s++)
        {
            var group = Group(entry, s);
            if (!Custom.TryGetValue(group, out var counters))
                counters = new();
            Count(counters, spec, before, after, -1);
            Count(counters, spec, after, before, 1);
            if (counters.IsEmpty)
                Custom.Remove(group);
            else
                Custom[group] = counters;
        }
    }

    public void Pair(string other, bool right, bool otherRight, long count)
    {
        var outcome = (right, otherRight) switch
        {
            (true, true) => new PairedOutcomes(count, 0, 0, 0),
            (true, false) => new(0, count, 0, 0),
            (false, true) => new(0, 0, count, 0),
            _ => new(0, 0, 0, count),
        };
        Paired[other] = Paired.GetValueOrDefault(other, PairedOutcomes.None) + outcome;
    }

    public void Cover(long firstRow, long endRow) => (FirstRow, EndRow) = (Math.Min(FirstRow, firstRow), Math.Max(EndRow, endRow));

    public void Merge(LabelCell other, OutputSpec output)
    {
        Cover(other.FirstRow, other.EndRow);
        foreach (var (group, counters) in other.Groups)
        {
            if (!Groups.TryGetValue(group, out var sum))
                Groups[group] = sum = new(output);
            sum.Merge(counters);
        }
        foreach (var (group, counters) in other.Custom)
        {
            if (!Custom.TryGetValue(group, out var sum))
                Custom[group] = sum = new();
            sum.Merge(counters);
        }
        foreach (var (version, outcomes) in other.Paired)
            Paired[version] = Paired.GetValueOrDefault(version, PairedOutcomes.None) + outcomes;
    }

    private static int Group(in LedgerEntry entry, int segment) =>
        segment == All ? All : (segment * 256) + (int)((entry.Segments >> (8 * segment)) & 255);

    private static void Count(CustomCounters counters, VersionSpec spec, LabelExtras? these, LabelExtras? unlessIn, int sign)
    {
        if (these is null)
            return;
        if (these.Feedback is { } feedback && feedback != unlessIn?.Feedback)
            counters.CountFeedback(feedback, sign);
        foreach (var sample in these.Metrics)
        {
            if (unlessIn is not null && Array.IndexOf(unlessIn.Metrics, sample) >= 0)
                continue;
            // A label may come before its prediction, and so before it is known whether the version has the metric.
            var metric = Array.Find(spec.CustomMetrics, m => m.Name == sample.Name);
            if (metric?.Kind == CustomMetricKind.Ratio && (sample.Value is 0 or 1))
                counters.CountRatio(sample.Name, sample.Value == 1, sign);
            else if (metric?.Kind == CustomMetricKind.Value && ValueCounters.IsUsable(sample.Value))
                counters.CountValue(sample.Name, sample.Value, sign);
        }
    }

    private void Cover(in LedgerEntry entry)
    {
        // A row whose number is too far back to be known is asked for by time only.
        if (entry.Row >= 0)
            Cover(entry.Row, entry.Row + 1);
    }

    private void Count(int group, OutputSpec output, in LedgerEntry entry, double actual, bool add)
    {
        if (!Groups.TryGetValue(group, out var counters))
            Groups[group] = counters = new(output);
        if (add)
            counters.Add(entry, actual);
        else
            counters.Remove(entry, actual);
    }
}
