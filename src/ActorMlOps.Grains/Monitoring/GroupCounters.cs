using ActorMlOps.Registry;
using ActorMlOps.Statistics.Performance;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>What the labelled rows of one group of a window add up to.</summary>
internal sealed class GroupCounters(OutputSpec output)
{
    public TaskCounters Task { get; } = new(output);

    public CustomCounters Custom { get; } = new();

    /// <summary>Adds a group of a cell, see <see cref="LabelCell.Groups"/>.</summary>
    public void Merge(LabelCell cell, int group)
    {
        if (cell.Groups.TryGetValue(group, out var counters))
            Task.Merge(counters);
        if (cell.Custom.TryGetValue(group, out var custom))
            Custom.Merge(custom);
    }

    /// <summary>Adds what another partition has; an empty form is nothing.</summary>
    public void Merge(byte[]? counters, byte[]? custom)
    {
        if (counters is { Length: > 0 })
            Task.MergePart(new(output, counters));
        if (custom is { Length: > 0 })
            Custom.Merge(CustomCounters.Decode(custom));
    }
}
