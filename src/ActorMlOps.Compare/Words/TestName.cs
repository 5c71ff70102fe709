using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Multivariate;

namespace ActorMlOps.Compare.Words;

/// <summary>Tests as people call them.</summary>
internal static class TestName
{
    public static string Of(string method) => method switch
    {
        DriftMethods.Psi => "PSI",
        DriftMethods.PsiTies => "PSI by value",
        DriftMethods.Ks => "Kolmogorov-Smirnov",
        DriftMethods.Chi2 => "chi-square",
        DriftMethods.Js => "Jensen-Shannon",
        DriftMethods.JsE => "Jensen-Shannon (base e)",
        DriftMethods.Hellinger => "Hellinger",
        DriftMethods.Kl => "Kullback-Leibler",
        DriftMethods.Wasserstein => "Wasserstein",
        DriftMethods.WassersteinNormalized => "Wasserstein / deviation",
        DriftMethods.Cvm => "Cramer-von Mises",
        DriftMethods.Ad => "Anderson-Darling",
        DriftMethods.Mwu => "Mann-Whitney U",
        DriftMethods.Z => "two proportions",
        MultivariateMethods.Pca => "PCA reconstruction error",
        MultivariateMethods.Classifier => "Domain classifier",
        _ => method,
    };
}
