using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts.Sinks;

/// <summary>A sink that takes an alert for over unless it is told again that it is open.</summary>
internal interface IRepeatingSink : ISink
{
    TimeSpan Every { get; }

    /// <param name="open">Alerts that it was told of and that are not closed.</param>
    Task<SinkOutcome> RepeatAsync(IReadOnlyList<Alert> open, CancellationToken cancellationToken);
}
