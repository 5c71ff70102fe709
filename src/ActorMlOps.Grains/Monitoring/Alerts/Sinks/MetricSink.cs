using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts.Sinks;

/// <summary>Counts changes in <see cref="Telemetry.Metrics.AlertChanges"/>.</summary>
internal sealed class MetricSink(string name, SinkFilter filter, AlertInstruments instruments) : ISink
{
    public string Name => name;

    public string Type => "metric";

    public int MostAtOnce => 64;

    public bool Takes(AlertNotice notice) => filter.Takes(notice.Alert);

    public Task<SinkOutcome> SendAsync(AlertScope scope, IReadOnlyList<AlertNotice> notices, CancellationToken cancellationToken)
    {
        foreach (var notice in notices)
            instruments.CountChange(notice);
        return Task.FromResult(SinkOutcome.Done);
    }
}
