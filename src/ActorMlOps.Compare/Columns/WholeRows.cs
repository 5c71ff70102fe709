using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Multivariate;
using ActorMlOps.Statistics.Sketches;

namespace ActorMlOps.Compare.Columns;

/// <summary>Tests of whole rows on a sample of each file.</summary>
internal static class WholeRows
{
    /// <summary>With more columns the tests would take minutes.</summary>
    public const int MostColumns = 200;

    private const int MostNamed = 5;

    public static IReadOnlyList<MultivariateTest> Test(
        IReadOnlyList<ComparedColumn> columns, RowEncoder encoder, RowReservoir reference, RowReservoir current)
    {
        var pca = new PcaReconstruction(encoder.Shares(reference)).Test(encoder.Shares(current));
        var classifier = DomainClassifier.Test(encoder.Ranks(reference), encoder.Ranks(current));
        return
        [
            new(
                MultivariateMethods.Pca, pca.Value, pca.Value, pca.Value, pca.High, ThresholdKinds.ReferenceChunks, pca.Drifted,
                pca.Reason, []),
            new(
                MultivariateMethods.Classifier, classifier.Auc, classifier.Low, classifier.High, classifier.Auc is null ? null : 0.5,
                ThresholdKinds.Band, classifier.Drifted, classifier.Reason,
                [
                    .. classifier.Importance.Select((share, c) => (columns[c].Name, share)).Where(c => c.share > 0)
                        .OrderByDescending(c => c.share).Take(MostNamed),
                ]),
        ];
    }

    /// <summary>The answer where there are too many columns.</summary>
    public static IReadOnlyList<MultivariateTest> TooManyColumns { get; } =
    [
        Undefined(MultivariateMethods.Pca, ThresholdKinds.ReferenceChunks), Undefined(MultivariateMethods.Classifier, ThresholdKinds.Band),
    ];

    private static MultivariateTest Undefined(string method, string thresholdOf) =>
        new(method, null, null, null, null, thresholdOf, false, MultivariateTest.TooManyColumns, []);
}
