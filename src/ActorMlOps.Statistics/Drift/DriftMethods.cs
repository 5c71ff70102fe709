namespace ActorMlOps.Statistics.Drift;

/// <summary>Names of the tests, as they appear in <see cref="DriftResult.Method"/> and in policies.</summary>
public static class DriftMethods
{
    /// <summary>Population stability index over reference deciles or categories.</summary>
    public const string Psi = "psi";

    /// <summary>Population stability index over tie-aware bins; added where ties leave fewer than five decile bins.</summary>
    public const string PsiTies = "psi-ties";

    /// <summary>Two-sample Kolmogorov-Smirnov, as a certified interval.</summary>
    public const string Ks = "ks";

    /// <summary>Chi-square test of homogeneity of two rows of counts.</summary>
    public const string Chi2 = "chi2";

    /// <summary>Methods that can be asked for.</summary>
    public static IReadOnlyList<string> All { get; } = [Psi, Ks, Chi2];
}
