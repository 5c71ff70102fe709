using ActorMlOps.Compare.Columns;
using ActorMlOps.Compare.Words;

namespace ActorMlOps.Compare.Views;

/// <summary>
/// A comparison as JSON: the drift report of a version (<c>GET .../drift</c>) with what two files tell beside it. Numbers are finite; what
/// is undefined is null with a reason.
/// </summary>
/// <param name="Model">Null: no model is behind the files.</param>
/// <param name="Version">Null.</param>
/// <param name="Window">The current file.</param>
/// <param name="Reference">The reference file.</param>
/// <param name="Features">In the reference's order.</param>
/// <param name="Prediction">Columns declared as predictions.</param>
/// <param name="Label">The column declared as label; null: none that both files have.</param>
/// <param name="Multivariate">Tests of whole rows.</param>
/// <param name="Dataset">The verdict.</param>
/// <param name="Reason">Why there is nothing to compare, if so.</param>
/// <param name="Summary">The verdict in words.</param>
/// <param name="Notes">What was left out or read in another way than it stands, and why.</param>
public sealed record ComparisonView(
    string? Model,
    string? Version,
    WindowView Window,
    ReferenceView Reference,
    IReadOnlyList<ColumnView> Features,
    IReadOnlyList<ColumnView> Prediction,
    ColumnView? Label,
    IReadOnlyList<MultivariateTest> Multivariate,
    DatasetView Dataset,
    string? Reason,
    string Summary,
    IReadOnlyList<string> Notes)
{
    /// <summary>The view of a comparison.</summary>
    public static ComparisonView Of(Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return new(
            null,
            null,
            new(null, null, comparison.CurrentRows, null, comparison.Current),
            new(comparison.ReferenceRows, comparison.Reference),
            Columns(ColumnRole.Feature),
            Columns(ColumnRole.Prediction),
            Columns(ColumnRole.Label).FirstOrDefault(),
            comparison.Multivariate,
            new(comparison.Drifted, comparison.DriftedShare, comparison.Threshold),
            comparison.Reason,
            Headline.Of(comparison),
            comparison.Notes);

        ColumnView[] Columns(ColumnRole role) => [.. comparison.Columns.Where(c => c.Column.Role == role).Select(ColumnView.Of)];
    }
}
