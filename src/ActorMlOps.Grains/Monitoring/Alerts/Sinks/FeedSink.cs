using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts.Sinks;

/// <summary>The fleet's feed, which server-sent events are made of: always there.</summary>
internal sealed class FeedSink(IGrainFactory grains) : ISink
{
    public string Name => "feed";

    public string Type => "feed";

    public int MostAtOnce => 64;

    public bool Takes(AlertNotice notice) => notice.Change != AlertChange.Test;

    public async Task<SinkOutcome> SendAsync(AlertScope scope, IReadOnlyList<AlertNotice> notices, CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetGrain<IAlertFleetGrain>(IAlertFleetGrain.Key).Publish(scope.ToString(), [.. notices]);
            return SinkOutcome.Done;
        }
        catch (Exception e)
        {
            return SinkOutcome.Failure(e.Message);
        }
    }
}
