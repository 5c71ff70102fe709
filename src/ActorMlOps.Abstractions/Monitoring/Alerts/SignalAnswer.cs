namespace ActorMlOps.Monitoring.Alerts;

/// <summary>
/// The alert that a signal belongs to, as it stands after the signal. A detector that holds an alarm until it is acknowledged starts anew
/// when the state is acknowledged, or when there is no alert (any more).
/// </summary>
/// <param name="Id">Null: there is no open alert of the signal's version, kind and subject.</param>
[GenerateSerializer, Immutable, Alias("actormlops.SignalAnswer")]
public sealed record SignalAnswer([property: Id(0)] string? Id, [property: Id(1)] AlertPhase? State)
{
    public static SignalAnswer None { get; } = new(null, null);
}
