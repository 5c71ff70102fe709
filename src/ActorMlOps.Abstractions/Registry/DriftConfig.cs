namespace ActorMlOps.Registry;

/// <summary>How a version's windows are compared with its reference; what is left out has its default.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.DriftConfig")]
public sealed record DriftConfig
{
    /// <summary>
    /// Tests of every column (psi, ks, chi2, js, js-e, hellinger, kl, wasserstein, wasserstein-normalized, cvm, ad, mwu), and of whole rows
    /// (pca-reconstruction, domain-classifier). Default: psi and ks for numbers, psi and chi2 for categories, pca-reconstruction.
    /// </summary>
    [Id(0)] public string[]? Methods { get; init; }

    /// <summary>Default: <see cref="DriftPreset.Default"/>. The other ones choose their tests themselves.</summary>
    [Id(1)] public DriftPreset? Mode { get; init; }

    /// <summary>Default: <see cref="DriftCorrection.BenjaminiHochberg"/>.</summary>
    [Id(2)] public DriftCorrection? Correction { get; init; }

    /// <summary>One false alarm in so long is expected of the version's detectors at most, 1 d to 3,650 d.</summary>
    [Id(3)] public TimeSpan? FalseAlarmsPer { get; init; }

    /// <summary>Tests of single features, by name, in place of <see cref="Methods"/>.</summary>
    [Id(4)] public Dictionary<string, string[]>? Features { get; init; }

    /// <summary>Significance level, above 0 and below 1; default 0.05.</summary>
    [Id(5)] public double? Alpha { get; init; }

    /// <summary>Own thresholds by method (psi, js, js-e, hellinger, kl, wasserstein, wasserstein-normalized), finite and at least 0.</summary>
    [Id(6)] public Dictionary<string, double>? Thresholds { get; init; }

    /// <summary>Share of drifted features from which the data set has drifted, above 0 and at most 1; default 0.5.</summary>
    [Id(7)] public double? DatasetShare { get; init; }

    /// <summary>Whether the sampled rows keep the values of sensitive columns; default false.</summary>
    [Id(8)] public bool? SampleSensitive { get; init; }
}
