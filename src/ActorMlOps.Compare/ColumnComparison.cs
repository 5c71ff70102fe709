using ActorMlOps.Compare.Columns;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Drift;

namespace ActorMlOps.Compare;

/// <summary>A column of both files, counted and tested.</summary>
/// <param name="Column">What is compared.</param>
/// <param name="Profile">The reference.</param>
/// <param name="Current">The current file, counted by it.</param>
/// <param name="Drift">The tests.</param>
/// <param name="Odd">Values of the current file that do not fit the type of the reference's.</param>
/// <param name="FirstOdd">The first of them; null: none.</param>
public sealed record ColumnComparison(
    ComparedColumn Column, ColumnProfile Profile, ColumnCounters Current, ColumnDriftResult Drift, long Odd, string? FirstOdd)
{
    /// <summary>The reference's counters.</summary>
    public ColumnCounters Reference => Profile.Reference;

    /// <summary>
    /// At least this share of rows would have to change for the two sides to look alike, 0 to 1: the largest gap between the distribution
    /// functions of numbers, half the sum of all differences of category shares. Null if a side has no rows.
    /// </summary>
    public double? Moved { get; } = MovedShare(Profile, Current);

    private static double? MovedShare(ColumnProfile profile, ColumnCounters current)
    {
        var reference = profile.Reference;
        if (reference.Rows == 0 || current.Rows == 0)
            return null;
        long[] apart = Apart(reference), apartNow = Apart(current);
        var values = profile.Kind == ColumnKind.Numeric
            ? KolmogorovSmirnov.Test(profile, current).Low ?? 0
            : Half([.. reference.Counts, .. apart], reference.Rows, [.. current.Counts, .. apartNow], current.Rows);
        return Math.Max(values, Half([reference.Counted, .. apart], reference.Rows, [current.Counted, .. apartNow], current.Rows));
    }

    private static long[] Apart(ColumnCounters counters) =>
        [counters.Unseen, counters.Missing, counters.NaN, counters.PositiveInfinity, counters.NegativeInfinity];

    private static double Half(long[] reference, double rows, long[] current, double rowsNow) =>
        reference.Zip(current, (r, c) => Math.Abs((r / rows) - (c / rowsNow))).Sum() / 2;
}
