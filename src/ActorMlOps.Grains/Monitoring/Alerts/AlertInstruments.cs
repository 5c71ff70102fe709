using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ActorMlOps.Grains.Monitoring.Alerts.Sinks;
using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts;

/// <summary>Meters of alerts. Gauges tell of the scopes whose grains are on this silo: sum or take the greatest over the silos.</summary>
internal sealed class AlertInstruments
{
    private readonly ConcurrentDictionary<AlertScope, AlertBook> _books = new();
    private readonly Counter<long> _changes;
    private readonly Counter<long> _deliveries;
    private readonly TimeProvider _clock;

    public AlertInstruments(IMeterFactory meters, TimeProvider clock)
    {
        _clock = clock;
        var meter = meters.Create(Telemetry.Source);
        _changes = meter.CreateCounter<long>(Telemetry.Metrics.AlertChanges, "{change}", "Changes of alerts, as the sink of type metric was told them.");
        _deliveries = meter.CreateCounter<long>(Telemetry.Metrics.AlertDeliveries, "{message}", "Messages to sinks, by what became of them.");
        meter.CreateObservableGauge(Telemetry.Metrics.AlertsOpen, Open, "{alert}", "Alerts that are open or acknowledged.");
        meter.CreateObservableGauge(Telemetry.Metrics.AlertUndelivered, () => BySink(w => (double)w.Count), "{message}", "Messages that a sink has not taken yet.");
        meter.CreateObservableGauge(Telemetry.Metrics.AlertOldest, Oldest, "s", "Age of the oldest message that a sink has not taken yet.");
    }

    public void Watch(AlertScope scope, AlertBook book) => _books[scope] = book;

    public void Forget(AlertScope scope) => _books.TryRemove(scope, out _);

    /// <param name="outcome"><c>delivered</c>, <c>failed</c> (will be repeated) or <c>dropped</c>.</param>
    public void CountDeliveries(string sink, string outcome, long messages = 1)
    {
        if (messages > 0)
            _deliveries.Add(messages, new(Telemetry.Tags.Sink, sink), new(Telemetry.Tags.Outcome, outcome));
    }

    public void CountChange(AlertNotice notice) => _changes.Add(
        1,
        new(Telemetry.Tags.Model, notice.Alert.Model ?? ""),
        new(Telemetry.Tags.Kind, AlertTexts.Name(notice.Alert.Kind)),
        new(Telemetry.Tags.Severity, AlertTexts.Name(notice.Alert.Severity)),
        new(Telemetry.Tags.Change, AlertTexts.Name(notice.Change)));

    private IEnumerable<Measurement<long>> Open() => Enum.GetValues<AlertSeverity>().Select(severity => new Measurement<long>(
        _books.Values.Sum(b => (long)b.Open.Count(a => a.Severity == severity)),
        new KeyValuePair<string, object?>(Telemetry.Tags.Severity, AlertTexts.Name(severity))));

    private IEnumerable<Measurement<double>> Oldest()
    {
        var now = _clock.GetUtcNow();
        return BySink(waiting => waiting.Count == 0 ? 0 : Math.Max(0, (now - waiting.Min(n => n.At)).TotalSeconds));
    }

    private IEnumerable<Measurement<double>> BySink(Func<List<AlertNotice>, double> value) => _books.Values
        .SelectMany(b => b.Cursors.Select(c => (c.Sink, Waiting: Outbox.Waiting(b, c))))
        .GroupBy(w => w.Sink)
        .Select(g => new Measurement<double>(
            value([.. g.SelectMany(w => w.Waiting)]), new KeyValuePair<string, object?>(Telemetry.Tags.Sink, g.Key)));
}
