using System.Globalization;
using ActorMlOps.Grains.Registry;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Performance;
using MetricValue = ActorMlOps.Monitoring.MetricValue;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Numbers the rows of a version, keeps its operations, and gathers its performance from the label partitions.</summary>
internal sealed class ModelVersionGrain(RowStore rows, ProfileCache profiles, TimeProvider clock) : Grain, IModelVersionGrain
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
            return await _timeline.AppendAsync(
                delta.SiloInstance,
                [.. delta.Panes.Select(p => (p.Header, new OperationsValue(p.Requests, p.Errors, p.ShadowRows, p.Latency, p.Shadow)))]);
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
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

    public async Task<PerformanceReport> Performance(WindowRange range, string? segment, TimeSpan? bucket)
    {
        var cells = await _timeline.ReadAsync(range);
        var window = Timeline.Describe(cells);
        var model = await GrainFactory.GetGrain<IModelGrain>(Key.Model).Get();
        var info = Array.Find(model?.Versions ?? [], v => v.Spec.Key == Key);
        if (info is null)
            return Without(TaskKind.None, window, [], $"There is no version '{Key.Version}' of model '{Key.Model}'.");
        var spec = info.Spec;
        var column = segment is null ? -1 : Array.IndexOf(spec.Segments, segment);
        if (segment is not null && column < 0)
        {
            var known = spec.Segments.Length == 0 ? "it keeps none" : $"it keeps {string.Join(", ", spec.Segments)}";
            return Without(spec.Output.Task, window, spec.Output.Classes,
                $"'segment': the version keeps no performance by '{segment}'; {known}. Name it under 'sensitive' or 'segments' in the config.");
        }

        var all = await GatherAsync(spec, range, null);
        var total = all.Groups.GetValueOrDefault("") ?? new(spec.Output);
        Dictionary<string, SegmentPerformance>? segments = null;
        if (segment is not null)
        {
            var names = await SegmentNamesAsync(spec, segment);
            segments = (await GatherAsync(spec, range, column)).Groups
                .OrderBy(g => int.Parse(g.Key, CultureInfo.InvariantCulture))
                .ToDictionary(g => names(g.Key), g => new SegmentPerformance(
                    g.Value.Task.Rows,
                    PerformanceMetrics.Of(g.Value.Task, Empty),
                    CustomMetrics.Of(g.Value.Custom, spec),
                    CustomMetrics.Feedback(g.Value.Custom)));
        }
        var series = bucket is { } width ? await SeriesAsync(spec, range, BucketSeconds(width)) : [];
        var reason = spec.Output.Task == TaskKind.None
            ? "What the model predicts is not known: name 'task' and 'output' in the config."
            : total.Task.Rows == 0 ? "No label has arrived for this window yet." : null;
        return new(
            Key.Model, Key.Version, spec.Output.Task, window, total.Task.Rows, window.Rows, all.Pending,
            PerformanceMetrics.Of(total.Task, info.Baseline), spec.Output.Classes, PerformanceMetrics.Confusion(total.Task, spec.Output),
            segments, all.Paired, series, reason, CustomMetrics.Of(total.Custom, spec), CustomMetrics.Feedback(total.Custom), all.Unmatched);
    }

    private PerformanceReport Without(TaskKind task, WindowInfo window, string[] classes, string reason) =>
        new(Key.Model, Key.Version, task, window, 0, window.Rows, 0, [], classes, null, null, [], [], reason, [], [], 0);

    private static readonly Dictionary<string, MetricValue> Empty = [];

    private async Task<Gathered> GatherAsync(VersionSpec spec, WindowRange range, int? segment)
    {
        var shares = await Task.WhenAll(Enumerable.Range(0, spec.LabelPartitions).Select(p =>
            GrainFactory.GetGrain<ILabelGrain>(new LabelPartitionKey(Key.Model, p).ToString())
                .Performance(Key.Version, range, segment?.ToString(CultureInfo.InvariantCulture))));
        var groups = new Dictionary<string, GroupCounters>();
        var paired = new Dictionary<string, PairedOutcomes>();
        foreach (var share in shares)
        {
            foreach (var name in share.Groups.Keys.Union(share.Custom.Keys))
            {
                if (!groups.TryGetValue(name, out var sum))
                    groups[name] = sum = new(spec.Output);
                sum.Merge(share.Groups.GetValueOrDefault(name), share.Custom.GetValueOrDefault(name));
            }
            foreach (var (other, outcomes) in share.Paired)
                paired[other] = paired.GetValueOrDefault(other, PairedOutcomes.None) + outcomes;
        }
        return new(groups, paired, shares.Sum(s => s.Pending), shares.Sum(s => s.Unmatched));
    }

    private async Task<PerformancePoint[]> SeriesAsync(VersionSpec spec, WindowRange range, int seconds)
    {
        var shares = await Task.WhenAll(Enumerable.Range(0, spec.LabelPartitions).Select(p =>
            GrainFactory.GetGrain<ILabelGrain>(new LabelPartitionKey(Key.Model, p).ToString()).Series(Key.Version, range, seconds)));
        var buckets = new SortedDictionary<long, GroupCounters>();
        foreach (var (start, bucket) in shares.SelectMany(s => s))
        {
            if (!buckets.TryGetValue(start, out var sum))
                buckets[start] = sum = new(spec.Output);
            sum.Merge(bucket.Counters, bucket.Custom);
        }
        return [.. buckets.TakeLast(MaxPoints).Select(b => new PerformancePoint(
            DateTimeOffset.FromUnixTimeSeconds(b.Key),
            DateTimeOffset.FromUnixTimeSeconds(b.Key + seconds),
            b.Value.Task.Rows,
            PerformanceMetrics.Of(b.Value.Task, Empty),
            CustomMetrics.Of(b.Value.Custom, spec),
            CustomMetrics.Feedback(b.Value.Custom)))];
    }

    /// <summary>The shares of all label partitions together.</summary>
    private sealed record Gathered(
        Dictionary<string, GroupCounters> Groups, Dictionary<string, PairedOutcomes> Paired, long Pending, long Unmatched);

    private async Task<Func<string, string>> SegmentNamesAsync(VersionSpec spec, string segment)
    {
        var profile = spec.ProfileSha256 is { } sha ? await profiles.GetAsync(sha) : null;
        var column = profile?.IndexOf(segment) ?? -1;
        var categories = column < 0 ? [] : profile!.Columns[column].Categories;
        return code =>
        {
            var index = int.Parse(code, CultureInfo.InvariantCulture) - 1;
            return index >= 0 && index < categories.Count ? categories[index] : "other";
        };
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
            .GroupBy(c => c.Hop - (c.Hop % seconds))
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
