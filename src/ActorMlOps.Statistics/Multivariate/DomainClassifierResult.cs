namespace ActorMlOps.Statistics.Multivariate;

/// <summary>How well a classifier tells window rows from reference rows that it was not trained on.</summary>
/// <param name="Auc">
/// Out-of-fold area under the ROC curve: 1/2 if nothing tells them apart, 1 if everything does; null if undefined.
/// </param>
/// <param name="Low">Low end of its confidence interval (DeLong, widened for the cross-validation).</param>
/// <param name="High">High end of its confidence interval.</param>
/// <param name="ReferenceRows">Rows of the reference.</param>
/// <param name="WindowRows">Rows of the window.</param>
/// <param name="Importance">
/// Share of each column in what the trees gained, a pair's gain halved between its columns; sums to 1, or all 0.
/// </param>
/// <param name="Drifted">True if the interval is above 1/2.</param>
/// <param name="Reason">Why it is undefined, or what to know; see <see cref="MultivariateReasons"/>.</param>
public sealed record DomainClassifierResult(
    double? Auc,
    double? Low,
    double? High,
    int ReferenceRows,
    int WindowRows,
    IReadOnlyList<double> Importance,
    bool Drifted,
    string? Reason);
