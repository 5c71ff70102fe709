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

    /// <summary>Jensen-Shannon distance at base 2 over reference deciles or categories.</summary>
    public const string Js = "js";

    /// <summary>Jensen-Shannon distance at base e, the same times sqrt(ln 2).</summary>
    public const string JsE = "js-e";

    /// <summary>Hellinger distance over reference deciles or categories.</summary>
    public const string Hellinger = "hellinger";

    /// <summary>Kullback-Leibler divergence of the window from the reference, in nats, over reference deciles or categories.</summary>
    public const string Kl = "kl";

    /// <summary>First Wasserstein distance, in the column's unit.</summary>
    public const string Wasserstein = "wasserstein";

    /// <summary>First Wasserstein distance in standard deviations of the reference.</summary>
    public const string WassersteinNormalized = "wasserstein-normalized";

    /// <summary>Two-sample Cramer-von Mises.</summary>
    public const string Cvm = "cvm";

    /// <summary>Two-sample Anderson-Darling with mid-ranks.</summary>
    public const string Ad = "ad";

    /// <summary>Mann-Whitney U, two-sided.</summary>
    public const string Mwu = "mwu";

    /// <summary>Two proportions by the normal law; run by the <c>evidently</c> mode, not to be asked for.</summary>
    public const string Z = "z";

    /// <summary>Methods that can be asked for.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Psi, Ks, Chi2, Js, JsE, Hellinger, Kl, Wasserstein, WassersteinNormalized, Cvm, Ad, Mwu];
}
