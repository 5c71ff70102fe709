using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts;

/// <summary>The feed that server-sent events are made of.</summary>
internal sealed partial class AlertFleetGrain
{
    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(20);

    private TaskCompletionSource _appended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task Publish(string scope, AlertNotice[] notices)
    {
        var next = _feed.Value.Append(scope, notices);
        if (ReferenceEquals(next, _feed.Value))
            return;
        await _feed.WriteAsync(next);
        var appended = _appended;
        _appended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        appended.SetResult();
    }

    public async Task<AlertFeed> Events(long? after, TimeSpan wait)
    {
        var from = after ?? _feed.Value.Last;
        var found = _feed.Value.After(from);
        if (found.Events.Length > 0 || found.Missed > 0 || wait <= TimeSpan.Zero)
            return found;
        try
        {
            await _appended.Task.WaitAsync(wait < MostWait ? wait : MostWait, clock);
        }
        catch (TimeoutException)
        {
            // Nothing came: that is the answer.
        }
        return _feed.Value.After(from);
    }
}
