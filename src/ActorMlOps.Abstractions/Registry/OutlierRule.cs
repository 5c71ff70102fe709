namespace ActorMlOps.Registry;

/// <summary>
/// Which rows of a version count as outliers: those with so many features in the extreme tails of the reference, or with categories that it does
/// not have.
/// </summary>
/// <param name="Least">At least 1; the smallest number that at most one in 200 rows of the reference reaches.</param>
/// <param name="ReferenceRows">Rows of the reference that reach it.</param>
[GenerateSerializer, Immutable, Alias("actormlops.OutlierRule")]
public sealed record OutlierRule([property: Id(0)] int Least, [property: Id(1)] long ReferenceRows);
