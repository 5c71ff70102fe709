namespace ActorMlOps.Monitoring.Alerts;

/// <summary>A change of an alert that is to be told.</summary>
/// <param name="Sequence">Within the scope, growing.</param>
/// <param name="Alert">As it was after the change.</param>
[GenerateSerializer, Immutable, Alias("actormlops.AlertNotice")]
public sealed record AlertNotice(
    [property: Id(0)] long Sequence,
    [property: Id(1)] AlertChange Change,
    [property: Id(2)] DateTimeOffset At,
    [property: Id(3)] Alert Alert)
{
    /// <summary>Names the message, so that a receiver can tell a repeat: <c>fraud:17/2</c>.</summary>
    public string Key => $"{Alert.Id}/{Alert.Revision}";
}
