using ActorMlOps.Grains.Hosting;
using ActorMlOps.Grains.Registry;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Performance;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Numbers the rows of a version, keeps its operations, and gathers its performance from the label partitions.</summary>
internal sealed partial class ModelVersionGrain(RowStore rows, ProfileCache profiles, Instruments instruments, TimeProvider clock) : Grain, IModelVersionGrain
{
    /// <summary>Points of a series at most; the newest are given.</summary>
    private const int MaxPoints = 2_000;

    private TimelineStore<OperationsValue> _timeline = null!;

    private VersionKey Key => VersionKey.Parse(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _timeline = new(rows, StorageNames.Operations, Key.ToString(), "", OperationsValue.Merge, clock, locates: true);
        await _timeline.LoadAsync();
    }

    public async Task<DeltaReceipt> Deliver(VersionDelta delta)
    {
        try
        {
            var applied = _timeline.Applied(delta.SiloInstance);
            var receipt = await _timeline.AppendAsync(
                delta.SiloInstance,
                [.. delta.Panes.Select(p => (p.Header, new OperationsValue(p.Requests, p.Errors, p.ShadowRows, p.Latency, p.Shadow)))]);
            CountSkewed([.. delta.Panes.Select(p => p.Header).Where(h => h.Sequence > applied)]);
            return receipt;
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }

    private void CountSkewed(PaneHeader[] panes)
    {
        var now = clock.GetUtcNow();
        instruments.CountSkewed(Key, "ahead", panes.Where(p => WindowGrid.IsAhead(p.Hop, now)).Sum(p => (long)p.Rows));
        instruments.CountSkewed(Key, "late", panes.Where(p => WindowGrid.IsLate(p.Hop, now)).Sum(p => (long)p.Rows));
    }

    public Task<WindowRange> Resolve(long count, long? offset)
    {
        var first = Math.Max(0, offset ?? _timeline.TotalRows - count);
        return Task.FromResult(WindowRange.Count(first, Math.Clamp(_timeline.TotalRows - first, 0, Math.Max(0, count))));
    }

    public Task<long[]> Locate(PanePlace[] places) => Task.FromResult(Array.ConvertAll(places, _timeline.Locate));

    public async Task<WindowsReport> Windows(WindowRange range, TimeSpan? bucket)
    {
        var cells = await _timeline.ReadAsync(range);
        var series = bucket is { } width
            ? Buckets(cells, width).Select(b => Summarise(b.From, b.To, b.Cells)).ToArray()
            : [];
        var window = Timeline.Describe(cells);
        return new(Key.Model, Key.Version, window, Summarise(window.From, window.To, cells), series, _timeline.RowsLost);
    }

    /// <summary>A bucket is a whole number of hops.</summary>
    private static int BucketSeconds(TimeSpan width) =>
        (int)Math.Clamp(Math.Ceiling(width.TotalSeconds / WindowGrid.HopSeconds), 1, int.MaxValue / WindowGrid.HopSeconds) * WindowGrid.HopSeconds;

    /// <summary>Buckets that hold cells, aligned to UTC. A cell belongs where its hop begins.</summary>
    private static IEnumerable<(DateTimeOffset From, DateTimeOffset To, List<WindowCell<OperationsValue>> Cells)> Buckets(
        List<WindowCell<OperationsValue>> cells, TimeSpan width)
    {
        var seconds = BucketSeconds(width);
        return cells
            .GroupBy(c => WindowGrid.HopOf(c.Hop, seconds))
            .OrderByDescending(g => g.Key)
            .Take(MaxPoints)
            .Reverse()
            .Select(g => (DateTimeOffset.FromUnixTimeSeconds(g.Key), DateTimeOffset.FromUnixTimeSeconds(g.Key + seconds), g.ToList()));
    }

    private static OperationsSummary Summarise(DateTimeOffset? from, DateTimeOffset? to, List<WindowCell<OperationsValue>> cells)
    {
        var latency = new LatencyHistogram();
        ActorMlOps.Monitoring.ShadowComparison? shadow = null;
        foreach (var cell in cells)
        {
            latency.Merge(LatencyHistogram.Decode(cell.Value.Latency));
            shadow = shadow is null ? cell.Value.Shadow : cell.Value.Shadow is null ? shadow : shadow + cell.Value.Shadow;
        }
        return new(
            from,
            to,
            cells.Sum(c => c.Rows),
            cells.Sum(c => c.Value.ShadowRows),
            cells.Sum(c => c.Value.Requests),
            cells.Sum(c => c.Value.Errors),
            latency.Quantile(0.5)?.TotalSeconds,
            latency.Quantile(0.99)?.TotalSeconds,
            shadow);
    }
}
