namespace ActorMlOps.Statistics.Drift;

/// <summary>The share of rows with one kind of value that bins and categories do not hold.</summary>
/// <param name="Cell"><c>missing</c>, <c>nan</c>, <c>positiveInfinity</c>, <c>negativeInfinity</c> or <c>unseen</c>.</param>
/// <param name="Reference">Share of the reference's rows, 0 to 1; null if it has no row.</param>
/// <param name="Current">Share of the window's rows, 0 to 1; null if it has no row.</param>
public sealed record ApartShare(string Cell, double? Reference, double? Current);
