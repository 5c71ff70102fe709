using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using ActorMlOps.Grains.Serving;
using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Hosting;

/// <summary>The silo's meters and its activity source; names in <see cref="Telemetry"/>.</summary>
internal sealed class Instruments
{
    public static readonly ActivitySource Activities = new(Telemetry.Source);

    private readonly ConcurrentDictionary<string, long> _epochs = new();
    private readonly ConcurrentDictionary<VersionKey, VersionRuntime> _versions = new();
    private Func<StoreUse?> _store = () => null;

    public Instruments(IMeterFactory meters)
    {
        var meter = meters.Create(Telemetry.Source);
        PredictionRows = meter.CreateCounter<long>(Telemetry.Metrics.PredictionRows, "{row}", "Rows that a version executed.");
        PredictionDuration = meter.CreateHistogram<double>(Telemetry.Metrics.PredictionDuration, "s", "Time from arrival in a version's queue to the answer.");
        PredictionFailures = meter.CreateCounter<long>(Telemetry.Metrics.PredictionFailures, "{request}", "Requests without an answer, by outcome.");
        PaneDelivered = meter.CreateCounter<long>(Telemetry.Metrics.PaneDelivered, "{pane}", "Panes acknowledged as durable.");
        PaneRows = meter.CreateCounter<long>(Telemetry.Metrics.PaneRows, "{row}", "Rows in those panes.");
        PaneFailures = meter.CreateCounter<long>(Telemetry.Metrics.PaneFailures, "{delivery}", "Deliveries of panes that failed and are repeated.");
        PaneSkewed = meter.CreateCounter<long>(Telemetry.Metrics.PaneSkewed, "{row}", "Rows that came over an hour late, or with a time over five minutes ahead.");
        DriftReports = meter.CreateCounter<long>(Telemetry.Metrics.DriftReports, "{report}", "Drift reports made.");
        DriftDuration = meter.CreateHistogram<double>(Telemetry.Metrics.DriftDuration, "s", "Time to make a drift report.");
        TrafficSwitches = meter.CreateCounter<long>(Telemetry.Metrics.TrafficSwitches, "{switch}", "Changes of a model's traffic policy.");
        ShadowDropped = meter.CreateCounter<long>(Telemetry.Metrics.ShadowDropped, "{row}", "Rows not shadowed because the shadow could not keep up.");
        LabelsCounted = meter.CreateCounter<long>(Telemetry.Metrics.LabelsCounted, "{label}", "Labels, by what became of them.");
        RequestsRefused = meter.CreateCounter<long>(Telemetry.Metrics.RequestsRefused, "{request}", "Requests that the API refused, by outcome.");
        StreamBatches = meter.CreateCounter<long>(Telemetry.Metrics.StreamBatches, "{batch}", "Batches that streams delivered, by what became of them.");
        meter.CreateObservableGauge(
            Telemetry.Metrics.TrafficEpoch,
            () => _epochs.Select(e => new Measurement<long>(e.Value, new KeyValuePair<string, object?>(Telemetry.Tags.Model, e.Key))),
            "{epoch}",
            "Epoch of a model's traffic policy.");
        meter.CreateObservableGauge(
            Telemetry.Metrics.PanePending,
            () => OfVersions<long>(v => v.PendingPanes),
            "{pane}",
            "Panes that wait to be acknowledged.");
        meter.CreateObservableGauge(Telemetry.Metrics.ModelMemory, () => OfVersions(v => v.ModelBytes), "By", "Rough memory of the loaded model.");
        meter.CreateObservableGauge(Telemetry.Metrics.QueueRows, () => OfVersions<long>(v => v.QueuedRows), "{row}", "Rows that wait to be run.");
        meter.CreateObservableCounter(
            Telemetry.Metrics.InferenceTime,
            () => OfVersions(v => v.Work.Busy.TotalSeconds),
            "s",
            "Time that the version's lane ran batches; its rate is the share of the time in which it is busy.");
        meter.CreateObservableGauge(Telemetry.Metrics.StoreSize, () => OfStore(s => s.Bytes), "By", "Files of the silo's own store.");
        meter.CreateObservableGauge(Telemetry.Metrics.StoreFree, () => OfStore(s => s.FreeBytes), "By", "What is left on the volume of the silo's own store.");
    }

    public Counter<long> PredictionRows { get; }
    public Histogram<double> PredictionDuration { get; }
    public Counter<long> PredictionFailures { get; }
    public Counter<long> PaneDelivered { get; }
    public Counter<long> PaneRows { get; }
    public Counter<long> PaneFailures { get; }
    public Counter<long> PaneSkewed { get; }
    public Counter<long> DriftReports { get; }
    public Histogram<double> DriftDuration { get; }
    public Counter<long> TrafficSwitches { get; }
    public Counter<long> ShadowDropped { get; }
    public Counter<long> LabelsCounted { get; }
    public Counter<long> StreamBatches { get; }
    public Counter<long> RequestsRefused { get; }

    /// <param name="key">A model, or a version of one.</param>
    public void CountBatch(string key, string outcome)
    {
        var tags = new TagList { { Telemetry.Tags.Outcome, outcome } };
        if (VersionKey.TryParse(key, out var version))
        {
            tags.Add(Telemetry.Tags.Model, version.Model);
            tags.Add(Telemetry.Tags.Version, version.Version);
        }
        else
        {
            tags.Add(Telemetry.Tags.Model, key);
        }
        StreamBatches.Add(1, tags);
    }

    public void CountLabels(string model, LabelVerdict verdict, long count)
    {
        if (count > 0)
            LabelsCounted.Add(count, new(Telemetry.Tags.Model, model), new(Telemetry.Tags.Outcome, verdict.ToString().ToLowerInvariant()));
    }

    /// <param name="outcome"><c>ahead</c>: counted in the receiver's present; <c>late</c>: counted in their own time.</param>
    public void CountSkewed(VersionKey version, string outcome, long rows)
    {
        if (rows > 0)
            PaneSkewed.Add(rows, new(Telemetry.Tags.Model, version.Model), new(Telemetry.Tags.Version, version.Version), new(Telemetry.Tags.Outcome, outcome));
    }

    public void CountRefused(Refusal refusal)
    {
        var outcome = refusal == Refusal.Unauthorized ? "unauthorized" : "malformed";
        RequestsRefused.Add(1, new KeyValuePair<string, object?>(Telemetry.Tags.Outcome, outcome));
    }

    public void SetEpoch(string model, long epoch) => _epochs[model] = epoch;

    /// <summary>Shows a version's gauges until <see cref="Forget"/>.</summary>
    public void Watch(VersionRuntime version) => _versions[version.Spec.Key] = version;

    /// <summary>One that was loaded again meanwhile stays.</summary>
    public void Forget(VersionRuntime version) => _versions.TryRemove(new(version.Spec.Key, version));

    public void WatchStore(Func<StoreUse?> store) => _store = store;

    private IEnumerable<Measurement<T>> OfVersions<T>(Func<VersionRuntime, T> value) where T : struct => _versions.Select(v => new Measurement<T>(
        value(v.Value),
        new KeyValuePair<string, object?>(Telemetry.Tags.Model, v.Key.Model),
        new KeyValuePair<string, object?>(Telemetry.Tags.Version, v.Key.Version)));

    private IEnumerable<Measurement<long>> OfStore(Func<StoreUse, long> value) => _store() is { } store ? [new(value(store))] : [];
}
