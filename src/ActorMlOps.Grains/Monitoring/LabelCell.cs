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

    public void Count(OutputSpec output, in LedgerEntry entry, double actual, int segments, bool add)
    {
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
