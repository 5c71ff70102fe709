using ActorMlOps.Monitoring;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Multivariate;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Tests of whole rows, on the samples that the reference and the panes keep.</summary>
internal static class MultivariateTests
{
    /// <param name="reference">Null: no rows of the reference are kept.</param>
    public static MultivariateDrift[] Run(DriftWindow window, DriftSettings settings, ReferenceDetails? reference)
    {
        if (settings.Multivariate.Count == 0)
            return [];
        var columns = SampledColumns.Of(window.Spec).Where(c => c >= 0).ToArray();
        var names = Array.ConvertAll(columns, c => window.Spec.Features[c].Name);
        if (reference is null || reference.Count == 0 || columns.Length == 0)
            return [.. settings.Multivariate.Select(m => Undefined(m, names, columns.Length == 0 ? "noColumns" : "noReferenceRows"))];
        if (window.First.Rows(ReferenceDetails.Rows) is not { Count: > 0 } sketch)
            return [.. settings.Multivariate.Select(m => Undefined(m, names, MultivariateReasons.TooFewRows))];
        var sampled = ReferenceDetails.Values(sketch);
        return [.. settings.Multivariate.Select(m => m == MultivariateMethods.Pca
            ? Reconstruction(reference.Pca(columns), reference.Sample(sampled, columns, ranked: true), names, reference.Count)
            : Classifier(reference.Sample(columns), reference.Sample(sampled, columns, ranked: false), names))];
    }

    private static MultivariateDrift Reconstruction(PcaReconstruction pca, RowSample rows, string[] names, int referenceRows)
    {
        var result = pca.Test(rows);
        return new(
            MultivariateMethods.Pca, result.Value, result.Value, result.Value, result.Baseline, result.Low, result.High, ThresholdKinds.ReferenceChunks, result.Drifted,
            result.Rows, referenceRows, names, [], result.Reason);
    }

    private static MultivariateDrift Classifier(RowSample reference, RowSample rows, string[] names)
    {
        var result = DomainClassifier.Test(reference, rows);
        ColumnShare[] importance =
            [.. result.Importance.Select((share, c) => new ColumnShare(names[c], share)).Where(s => s.Share > 0).OrderByDescending(s => s.Share)];
        return new(
            MultivariateMethods.Classifier, result.Auc, result.Low, result.High, 0.5, null, 0.5, ThresholdKinds.Interval, result.Drifted,
            result.WindowRows, result.ReferenceRows, names, importance, result.Reason);
    }

    private static MultivariateDrift Undefined(string method, string[] names, string reason) => new(
        method, null, null, null, null, null, null, method == MultivariateMethods.Pca ? ThresholdKinds.ReferenceChunks : ThresholdKinds.Interval, false, 0, 0, names, [], reason);
}
