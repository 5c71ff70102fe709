using System.Globalization;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Performance.Confidence;
using ActorMlOps.Statistics.Performance.Estimation;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Performance: realised from the label partitions, estimated from the scores that <see cref="DriftGrain"/> keeps.</summary>
internal sealed partial class ModelVersionGrain
{
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

        int? seconds = bucket is { } width ? BucketSeconds(width) : null;
        var gathering = GatherAsync(spec, range, null);
        var slicing = spec.Segments.Length > 0 ? GatherAsync(spec, range, ILabelGrain.EverySegment) : null;
        var counting = seconds is { } wide ? BucketsAsync(spec, range, wide) : Task.FromResult<SortedDictionary<long, GroupCounters>>([]);
        var estimates = await EstimateAsync(spec, range, window, seconds);
        var all = await gathering;
        var total = all.Groups.GetValueOrDefault("") ?? new(spec.Output);
        var slices = slicing is null ? null : await PerformanceSlices.OfAsync(spec, profiles, (await slicing).Groups);
        (long Start, GroupCounters Counters, IReadOnlyList<MetricEstimate> Table)[] buckets =
            [.. (await counting).TakeLast(MaxPoints).Select(b => (b.Key, b.Value, PerformanceMetrics.Table(b.Value.Task)))];
        (double Hours, IReadOnlyList<MetricEstimate> Table)[] middles =
            [.. buckets.Select(b => ((b.Start - buckets[0].Start + (seconds!.Value / 2.0)) / 3600, b.Table))];
        var reason = spec.Output.Task == TaskKind.None
            ? "What the model predicts is not known: name 'task' and 'output' in the config."
            : total.Task.Rows == 0 ? "No label has arrived for this window yet." : null;
        return new(
            Key.Model, Key.Version, spec.Output.Task, window, total.Task.Rows, window.Rows, all.Pending,
            PerformanceMetrics.Of(PerformanceMetrics.Table(total.Task), info.Baseline, spec.BaselineSha256 is not null, middles),
            spec.Output.Classes, PerformanceMetrics.Confusion(total.Task, spec.Output),
            column < 0 ? null : slices!.Segment(column),
            all.Paired,
            [.. buckets.Select(b => new PerformancePoint(
                DateTimeOffset.FromUnixTimeSeconds(b.Start),
                DateTimeOffset.FromUnixTimeSeconds(b.Start + seconds!.Value),
                b.Counters.Task.Rows,
                PerformanceMetrics.Of(b.Table),
                CustomMetrics.Of(b.Counters.Custom, spec),
                CustomMetrics.Feedback(b.Counters.Custom),
                estimates.Series.GetValueOrDefault(b.Start)))],
            reason, CustomMetrics.Of(total.Custom, spec), CustomMetrics.Feedback(total.Custom), all.Unmatched,
            estimates.Window, slices?.Worst(total.Task), PerformanceMetrics.Reliability(total.Task));
    }

    private PerformanceReport Without(TaskKind task, WindowInfo window, string[] classes, string reason) =>
        new(Key.Model, Key.Version, task, window, 0, window.Rows, 0, [], classes, null, null, [], [], reason, [], [], 0,
            ScoreEstimates.None(reason), null, []);

    private async Task<PerformanceEstimates> EstimateAsync(VersionSpec spec, WindowRange range, WindowInfo window, int? bucketSeconds)
    {
        if (spec.Output.Task != TaskKind.Binary)
            return new(ScoreEstimates.None("Performance is estimated for binary models only."), []);
        if (spec.Output is not { Scores: >= 0, PositiveIndex: >= 0 })
            return new(ScoreEstimates.None("The model gives no scores: name them under 'output.scores' in the config."), []);
        // Whole blocks of rows before the window: none of its own labels may tell what its scores mean.
        var end = window.FirstRow is { } first ? first - (first % WindowGrid.BlockRows) : 0;
        var rows = Math.Min(end, Recalibration.RecentPredictions);
        var recent = rows <= 0
            ? null
            : (await GatherAsync(spec, WindowRange.Count(end - rows, rows), null)).Groups.GetValueOrDefault("")?.Task.Encode();
        return await GrainFactory.GetGrain<IDriftGrain>(Key.ToString()).Estimate(range, bucketSeconds, recent ?? []);
    }

    private Task<LabelShares> GatherAsync(VersionSpec spec, WindowRange range, string? segment) =>
        LabelShares.GatherAsync(GrainFactory, spec, range, segment);

    private async Task<SortedDictionary<long, GroupCounters>> BucketsAsync(VersionSpec spec, WindowRange range, int seconds)
    {
        var shares = await Task.WhenAll(LabelShares.Partitions(GrainFactory, spec).Select(p => p.Series(Key.Version, range, seconds)));
        var buckets = new SortedDictionary<long, GroupCounters>();
        foreach (var (start, bucket) in shares.SelectMany(s => s))
        {
            if (!buckets.TryGetValue(start, out var sum))
                buckets[start] = sum = new(spec.Output);
            sum.Merge(bucket.Counters, bucket.Custom);
        }
        return buckets;
    }
}
