namespace ActorMlOps.Grains.Monitoring.Alerts;

/// <summary>One source's condition of a group.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.state.ConditionKey")]
internal readonly record struct ConditionKey([property: Id(0)] AlertGroup Group, [property: Id(1)] string Source);
