namespace ActorMlOps.Monitoring;

/// <summary>Both outputs of the same rows, compared.</summary>
/// <param name="Pairs">Rows that both versions answered.</param>
/// <param name="Disagreements">Rows with another predicted class; for regression 0.</param>
/// <param name="ScoreShift">Sum over pairs of shadow score (or value) minus stable score.</param>
/// <param name="ScoreShiftSquares">Sum of the squares of the same.</param>
/// <param name="Dropped">Rows that were not shadowed because the shadow's queue was full.</param>
[GenerateSerializer, Immutable, Alias("actormlops.ShadowComparison")]
public sealed record ShadowComparison(
    [property: Id(0)] long Pairs,
    [property: Id(1)] long Disagreements,
    [property: Id(2)] double ScoreShift,
    [property: Id(3)] double ScoreShiftSquares,
    [property: Id(4)] long Dropped)
{
    public static ShadowComparison operator +(ShadowComparison a, ShadowComparison b) => new(
        a.Pairs + b.Pairs,
        a.Disagreements + b.Disagreements,
        a.ScoreShift + b.ScoreShift,
        a.ScoreShiftSquares + b.ScoreShiftSquares,
        a.Dropped + b.Dropped);
}
