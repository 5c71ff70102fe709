namespace ActorMlOps.Registry;

/// <summary>A change of a version's monitoring: who, when, what.</summary>
/// <param name="Revision">The version's revision from then on.</param>
/// <param name="Fields">Every field that changed.</param>
[GenerateSerializer, Immutable, Alias("actormlops.MonitoringChange")]
public sealed record MonitoringChange(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] string By,
    [property: Id(2)] string Version,
    [property: Id(3)] int Revision,
    [property: Id(4)] FieldChange[] Fields);
