namespace ActorMlOps.Statistics.Multivariate;

/// <summary>Names of the tests of whole rows, as they appear in reports and in policies.</summary>
public static class MultivariateMethods
{
    /// <summary>Reconstruction by the reference's principal components (<see cref="PcaReconstruction"/>).</summary>
    public const string Pca = "pca-reconstruction";

    /// <summary>A classifier that tries to tell the two sides' rows apart (<see cref="DomainClassifier"/>).</summary>
    public const string Classifier = "domain-classifier";

    /// <summary>All of them, in the order in which reports list them.</summary>
    public static IReadOnlyList<string> All { get; } = [Pca, Classifier];
}
