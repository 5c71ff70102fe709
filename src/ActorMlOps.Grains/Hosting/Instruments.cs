using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Hosting;

/// <summary>The silo's meters and its activity source; names in <see cref="Telemetry"/>.</summary>
internal sealed class Instruments
{
    public static readonly ActivitySource Activities = new(Telemetry.Source);

    private readonly ConcurrentDictionary<string, long> _epochs = new();
    private readonly ConcurrentDictionary<VersionKey, Func<long>> _pending = new();

    public Instruments(IMeterFactory meters)
    {
        var meter = meters.Create(Telemetry.Source);
        PredictionRows = meter.CreateCounter<long>(Telemetry.Metrics.PredictionRows, "{row}", "Rows that a version executed.");
        PredictionDuration = meter.CreateHistogram<double>(Telemetry.Metrics.PredictionDuration, "s", "Time from arrival in a version's queue to the answer.");
        PredictionFailures = meter.CreateCounter<long>(Telemetry.Metrics.PredictionFailures, "{request}", "Requests without an answer, by outcome.");
        PaneDelivered = meter.CreateCounter<long>(Telemetry.Metrics.PaneDelivered, "{pane}", "Panes acknowledged as durable.");
        PaneRows = meter.CreateCounter<long>(Telemetry.Metrics.PaneRows, "{row}", "Rows in those panes.");
        PaneFailures = meter.CreateCounter<long>(Telemetry.Metrics.PaneFailures, "{delivery}", "Deliveries of panes that failed and are repeated.");
        DriftReports = meter.CreateCounter<long>(Telemetry.Metrics.DriftReports, "{report}", "Drift reports made.");
        DriftDuration = meter.CreateHistogram<double>(Telemetry.Metrics.DriftDuration, "s", "Time to make a drift report.");
        TrafficSwitches = meter.CreateCounter<long>(Telemetry.Metrics.TrafficSwitches, "{switch}", "Changes of a model's traffic policy.");
        ShadowDropped = meter.CreateCounter<long>(Telemetry.Metrics.ShadowDropped, "{row}", "Rows not shadowed because the shadow could not keep up.");
        LabelsCounted = meter.CreateCounter<long>(Telemetry.Metrics.LabelsCounted, "{label}", "Labels, by what became of them.");
        meter.CreateObservableGauge(
            Telemetry.Metrics.TrafficEpoch,
            () => _epochs.Select(e => new Measurement<long>(e.Value, new KeyValuePair<string, object?>(Telemetry.Tags.Model, e.Key))),
            "{epoch}",
            "Epoch of a model's traffic policy.");
        meter.CreateObservableGauge(
            Telemetry.Metrics.PanePending,
            () => _pending.Select(p => new Measurement<long>(
                p.Value(),
                new KeyValuePair<string, object?>(Telemetry.Tags.Model, p.Key.Model),
                new KeyValuePair<string, object?>(Telemetry.Tags.Version, p.Key.Version))),
            "{pane}",
            "Panes that wait to be acknowledged.");
    }

    public Counter<long> PredictionRows { get; }
    public Histogram<double> PredictionDuration { get; }
    public Counter<long> PredictionFailures { get; }
    public Counter<long> PaneDelivered { get; }
    public Counter<long> PaneRows { get; }
    public Counter<long> PaneFailures { get; }
    public Counter<long> DriftReports { get; }
    public Histogram<double> DriftDuration { get; }
    public Counter<long> TrafficSwitches { get; }
    public Counter<long> ShadowDropped { get; }
    public Counter<long> LabelsCounted { get; }

    public void CountLabels(string model, LabelVerdict verdict, long count)
    {
        if (count > 0)
            LabelsCounted.Add(count, new(Telemetry.Tags.Model, model), new(Telemetry.Tags.Outcome, verdict.ToString().ToLowerInvariant()));
    }

    public void SetEpoch(string model, long epoch) => _epochs[model] = epoch;

    public void SetPending(VersionKey version, Func<long>? pending)
    {
        if (pending is null)
            _pending.TryRemove(version, out _);
        else
            _pending[version] = pending;
    }
}
