using ActorMlOps.Compare.Columns;

namespace ActorMlOps.Compare;

/// <summary>What two files differ in.</summary>
/// <param name="Reference">Name of the reference file.</param>
/// <param name="Current">Name of the current file.</param>
/// <param name="ReferenceRows">Its rows.</param>
/// <param name="CurrentRows">Its rows.</param>
/// <param name="Columns">Features in the reference's order, then predictions, then the label.</param>
/// <param name="Multivariate">Tests of whole rows; empty if not asked for.</param>
/// <param name="Notes">What was left out or read in another way than it stands, and why.</param>
/// <param name="Options">How they were compared.</param>
public sealed record Comparison(
    string Reference,
    string Current,
    long ReferenceRows,
    long CurrentRows,
    IReadOnlyList<ColumnComparison> Columns,
    IReadOnlyList<MultivariateTest> Multivariate,
    IReadOnlyList<string> Notes,
    ComparisonOptions Options)
{
    /// <summary>The columns that count in the verdict on the data set.</summary>
    public IReadOnlyList<ColumnComparison> Features { get; } = [.. Columns.Where(c => c.Column.Role == ColumnRole.Feature)];

    /// <summary>Share of the features that drifted, 0 to 1; null: there is nothing to compare, see <see cref="Reason"/>.</summary>
    public double? DriftedShare => Reason is null ? (double)Features.Count(c => c.Drift.Drifted) / Features.Count : null;

    /// <summary>The share from which the data set has drifted.</summary>
    public double Threshold => Options.Drift.DatasetThreshold;

    /// <summary>Whether the data set has drifted.</summary>
    public bool Drifted => DriftedShare >= Threshold;

    /// <summary>Why there is no verdict; null: there is one.</summary>
    public string? Reason =>
        ReferenceRows == 0 ? "There are no rows in the reference."
        : CurrentRows == 0 ? "There are no rows in the current file."
        : Features.Count == 0 ? "There are no features to compare."
        : null;
}
