using ActorMlOps.Monitoring;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Joined rows of one version, one hop and one block of rows, in one label partition: in all, by segment value, and by pair of versions.</summary>
internal sealed class LabelCell
{
    /// <summary>Key of the group that holds all rows.</summary>
    public const int All = -1;

    /// <summary>By segment column * 256 + code of its value; <see cref="All"/>.</summary>
    public Dictionary<int, TaskCounters> Groups { get; } = [];

    /// <summary>By name of the other version.</summary>
    public Dictionary<string, PairedOutcomes> Paired { get; } = [];

    /// <summary>The rows that were counted here lie in [FirstRow, EndRow).</summary>
    public long FirstRow { get; private set; } = long.MaxValue;

    public long EndRow { get; private set; }

    public void Count(OutputSpec output, in LedgerEntry entry, double actual, int segments, bool add)
    {
        // A row whose number is too far back to be known is asked for by time only.
        if (entry.Row >= 0)
            Cover(entry.Row, entry.Row + 1);
        Count(All, output, entry, actual, add);
        for (var s = 0; s < segments; s++)
            Count((s * 256) + (int)((entry.Segments >> (8 * s)) & 255), output, entry, actual, add);
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
        foreach (var (version, outcomes) in other.Paired)
            Paired[version] = Paired.GetValueOrDefault(version, PairedOutcomes.None) + outcomes;
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
