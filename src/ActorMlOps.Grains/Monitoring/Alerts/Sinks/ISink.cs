using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts.Sinks;

/// <summary>Somebody who is told of alerts. Safe for use by many grains at once.</summary>
internal interface ISink
{
    /// <summary>What it has taken is remembered by this name.</summary>
    string Name { get; }

    string Type { get; }

    /// <summary>Messages that it takes at a time, all or none of them.</summary>
    int MostAtOnce { get; }

    /// <summary>What it does not take it is not told.</summary>
    bool Takes(AlertNotice notice);

    /// <summary>Never throws, but for a cancellation.</summary>
    /// <param name="scope">Whose alerts they are.</param>
    /// <param name="notices">At least one, at most <see cref="MostAtOnce"/>.</param>
    /// <param name="cancellationToken">The grain goes.</param>
    Task<SinkOutcome> SendAsync(AlertScope scope, IReadOnlyList<AlertNotice> notices, CancellationToken cancellationToken);
}
