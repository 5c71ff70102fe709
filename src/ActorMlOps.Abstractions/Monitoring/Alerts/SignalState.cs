namespace ActorMlOps.Monitoring.Alerts;

/// <summary>What a source says about its condition now.</summary>
[GenerateSerializer, Alias("actormlops.SignalState")]
public enum SignalState : byte
{
    /// <summary>It can't tell; everything stays as it is. The reason is in the evidence.</summary>
    Unknown = 0,

    /// <summary>The condition holds.</summary>
    Firing = 1,

    /// <summary>The condition does not hold (any more).</summary>
    Recovered = 2,

    /// <summary>
    /// Something happened that can't recover, such as a roll-back: its alert closes when it is acknowledged, or after
    /// <see cref="AlertSignal.Hold"/>.
    /// </summary>
    Occurred = 3,

    /// <summary>
    /// Neither: no longer beyond the threshold, not yet on the good side of where it counts as recovered. Ends what is pending, keeps what
    /// is raised.
    /// </summary>
    Easing = 4,
}
