using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts.Sinks;

/// <summary>A sink that takes one message a request.</summary>
internal abstract class HttpSink(string name, string type, SinkFilter filter) : ISink
{
    public string Name => name;

    public string Type => type;

    public int MostAtOnce => 1;

    public virtual bool Takes(AlertNotice notice) => filter.Takes(notice.Alert);

    public Task<SinkOutcome> SendAsync(AlertScope scope, IReadOnlyList<AlertNotice> notices, CancellationToken cancellationToken) =>
        PostAsync(notices.Single(), cancellationToken);

    protected abstract Task<SinkOutcome> PostAsync(AlertNotice notice, CancellationToken cancellationToken);
}
