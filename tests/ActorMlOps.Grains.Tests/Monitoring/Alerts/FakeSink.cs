using ActorMlOps.Grains.Monitoring.Alerts.Sinks;
using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Tests.Monitoring.Alerts;

/// <summary>A sink that is down until a time, and forgets what it is not told again.</summary>
internal sealed class FakeSink(TimeProvider clock, DateTimeOffset downUntil) : IRepeatingSink
{
    public string Name => "s";

    public string Type => "fake";

    public int MostAtOnce => 1;

    public TimeSpan Every { get; } = TimeSpan.FromMinutes(1);

    public List<string> Taken { get; } = [];

    public List<(DateTimeOffset At, string[] Open)> Repeated { get; } = [];

    public int Attempts { get; private set; }

    public bool Takes(AlertNotice notice) => true;

    public Task<SinkOutcome> SendAsync(AlertScope scope, IReadOnlyList<AlertNotice> notices, CancellationToken cancellationToken)
    {
        Attempts++;
        if (clock.GetUtcNow() < downUntil)
            return Task.FromResult(SinkOutcome.Failure("down"));
        Taken.AddRange(notices.Select(n => n.Key));
        return Task.FromResult(SinkOutcome.Done);
    }

    public Task<SinkOutcome> RepeatAsync(IReadOnlyList<Alert> open, CancellationToken cancellationToken)
    {
        Repeated.Add((clock.GetUtcNow(), [.. open.Select(a => a.Id)]));
        return Task.FromResult(SinkOutcome.Done);
    }
}
