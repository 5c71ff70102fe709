using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Multivariate;
using ActorMlOps.Statistics.Sketches;

namespace ActorMlOps.Compare.Columns;

/// <summary>Tests of whole rows on a sample of each file.</summary>
internal static class WholeRows
{
    /// <summary>With more columns the tests would take minutes.</summary>
    public const int MostColumns = 200;

    private const double Chance = 0.5;

    /// <param name="methods">Which to run, of <see cref="MultivariateMethods.All"/>.</param>
    public static IReadOnlyList<MultivariateTest> Test(
        IReadOnlyCollection<string> methods,
        IReadOnlyList<ComparedColumn> columns,
        RowEncoder encoder,
        RowReservoir reference,
        RowReservoir current)
    {
        string[] names = [.. columns.Select(c => c.Name)];
        return
        [
            .. InOrder(methods).Select(method => method == MultivariateMethods.Pca
                ? Reconstruction(new PcaReconstruction(encoder.Shares(reference)).Test(encoder.Shares(current)), names, reference.Count)
                : Classifier(DomainClassifier.Test(encoder.Ranks(reference), encoder.Ranks(current)), names)),
        ];
    }

    /// <summary>The answer where there are too many columns.</summary>
    public static IReadOnlyList<MultivariateTest> TooManyColumns(IReadOnlyCollection<string> methods) =>
    [
        .. InOrder(methods).Select(method => new MultivariateTest(
            method, null, null, null, null, null, null,
            method == MultivariateMethods.Pca ? ThresholdKinds.ReferenceChunks : ThresholdKinds.Interval,
            false, 0, 0, [], [], MultivariateTest.TooManyColumns)),
    ];

    private static MultivariateTest Reconstruction(ReconstructionResult result, string[] names, int referenceRows) => new(
        MultivariateMethods.Pca, result.Value, result.Value, result.Value, result.Baseline, result.Low, result.High,
        ThresholdKinds.ReferenceChunks, result.Drifted, result.Rows, referenceRows, names, [], result.Reason);

    private static MultivariateTest Classifier(DomainClassifierResult result, string[] names) => new(
        MultivariateMethods.Classifier, result.Auc, result.Low, result.High, Chance, null, Chance,
        ThresholdKinds.Interval, result.Drifted, result.WindowRows, result.ReferenceRows, names,
        [
            .. result.Importance.Select((share, c) => new ColumnShare(names[c], share))
                .Where(c => c.Share > 0).OrderByDescending(c => c.Share),
        ],
        result.Reason);

    private static IEnumerable<string> InOrder(IReadOnlyCollection<string> methods) => MultivariateMethods.All.Where(methods.Contains);
}
