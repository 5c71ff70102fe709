using ActorMlOps.Compare.Words;
using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Compare.Views;

/// <summary>Drift of one column. Rows = values + missing + not finite.</summary>
/// <param name="Kind"><c>numeric</c> or <c>categorical</c>.</param>
/// <param name="NotFinite">NaN and infinities, and in a column of numbers what is no number.</param>
/// <param name="Unseen">Values of a category that the reference does not have.</param>
/// <param name="Moved">At least this share of rows would have to change for the two sides to look alike; null: a side is empty.</param>
/// <param name="Summary">What changed, in words.</param>
public sealed record ColumnView(
    string Name,
    string Kind,
    long Rows,
    long Missing,
    long NotFinite,
    long Unseen,
    double? Mean,
    double? ReferenceMean,
    bool Drifted,
    IReadOnlyList<TestView> Tests,
    long ReferenceMissing,
    long ReferenceNotFinite,
    double? Minimum,
    double? Maximum,
    double? ReferenceMinimum,
    double? ReferenceMaximum,
    IReadOnlyList<string> UnseenNames,
    double? Moved,
    string Summary)
{
    internal static ColumnView Of(ColumnComparison column)
    {
        var (reference, current) = (column.Reference, column.Current);
        return new(
            column.Column.Name,
            column.Column.Kind == ColumnKind.Numeric ? "numeric" : "categorical",
            current.Rows,
            current.Missing,
            NotFiniteOf(current),
            current.Unseen,
            current.Moments.Mean,
            reference.Moments.Mean,
            column.Drift.Drifted,
            [.. column.Drift.Results.Select(TestView.Of)],
            reference.Missing,
            NotFiniteOf(reference),
            current.Moments.Minimum,
            current.Moments.Maximum,
            reference.Moments.Minimum,
            reference.Moments.Maximum,
            [.. current.UnseenNames.Select(name => name.Name)],
            column.Moved,
            Sentence.Of(column));
    }

    private static long NotFiniteOf(ColumnCounters counters) => counters.NaN + counters.PositiveInfinity + counters.NegativeInfinity;
}
