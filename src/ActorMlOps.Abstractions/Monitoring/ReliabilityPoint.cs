namespace ActorMlOps.Monitoring;

/// <summary>One bin of the reliability curve: scores in [From, To), and how often they came true.</summary>
/// <param name="MeanScore">Null without rows.</param>
/// <param name="PositiveRate">Null without rows; Low and High: its 95 % confidence interval (Wilson).</param>
[GenerateSerializer, Immutable, Alias("actormlops.ReliabilityPoint")]
public sealed record ReliabilityPoint(
    [property: Id(0)] double From,
    [property: Id(1)] double To,
    [property: Id(2)] long Rows,
    [property: Id(3)] double? MeanScore,
    [property: Id(4)] double? PositiveRate,
    [property: Id(5)] double? Low,
    [property: Id(6)] double? High);
