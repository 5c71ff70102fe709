using System.Globalization;
using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>This partition's shares of reports.</summary>
internal sealed partial class LabelGrain
{
    public Task<PerformanceShare> Performance(string version, WindowRange range, string? segment)
    {
        var groups = new Dictionary<string, GroupCounters>();
        var paired = new Dictionary<string, PairedOutcomes>();
        if (_book.Output(version) is { } output)
        {
            // Groups of a segment are named by their code; the version's grain knows the values.
            var every = segment == ILabelGrain.EverySegment;
            var column = segment is null || every ? LabelCell.All : int.Parse(segment, CultureInfo.InvariantCulture);
            foreach (var (_, cell) in _book.Cells(version, range))
            {
                foreach (var group in cell.Groups.Keys.Union(cell.Custom.Keys))
                {
                    if (every ? group < 0 : column == LabelCell.All ? group != LabelCell.All : group < 0 || group / 256 != column)
                        continue;
                    var name = segment is null ? "" : (every ? group : group % 256).ToString(CultureInfo.InvariantCulture);
                    if (!groups.TryGetValue(name, out var sum))
                        groups[name] = sum = new(output);
                    sum.Merge(cell, group);
                }
                foreach (var (other, outcomes) in cell.Paired)
                    paired[other] = paired.GetValueOrDefault(other, PairedOutcomes.None) + outcomes;
            }
        }
        return Task.FromResult(new PerformanceShare(
            groups.ToDictionary(g => g.Key, g => g.Value.Task.Encode()),
            paired,
            _book.Pending,
            groups.Where(g => !g.Value.Custom.IsEmpty).ToDictionary(g => g.Key, g => g.Value.Custom.Encode()),
            _book.Unmatched));
    }

    public Task<long[]> Labels(string version, WindowRange range)
    {
        var rows = new long[2];
        if (_book.Output(version) is { } output)
        {
            foreach (var (_, cell) in _book.Cells(version, range))
            {
                if (cell.Groups.GetValueOrDefault(LabelCell.All)?.Binary is not { } counters)
                    continue;
                rows[output.PositiveIndex] += counters.TruePositives + counters.FalseNegatives;
                rows[1 - output.PositiveIndex] += counters.TrueNegatives + counters.FalsePositives;
            }
        }
        return Task.FromResult(rows);
    }

    public Task<Dictionary<long, PerformanceBucket>> Series(string version, WindowRange range, int bucketSeconds)
    {
        var buckets = new Dictionary<long, GroupCounters>();
        if (_book.Output(version) is { } output)
        {
            foreach (var (hop, cell) in _book.Cells(version, range))
            {
                var start = WindowGrid.HopOf(hop, bucketSeconds);
                if (!buckets.TryGetValue(start, out var sum))
                    buckets[start] = sum = new(output);
                sum.Merge(cell, LabelCell.All);
            }
        }
        return Task.FromResult(buckets.ToDictionary(
            b => b.Key,
            b => new PerformanceBucket(b.Value.Task.Encode(), b.Value.Custom.IsEmpty ? [] : b.Value.Custom.Encode())));
    }
}
