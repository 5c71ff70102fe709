namespace ActorMlOps.Statistics.Drift;

/// <summary>Settings of a drift report; the defaults hold where nothing is set.</summary>
public sealed record DriftOptions
{
    private static readonly string[] s_distances =
    [
        DriftMethods.Js, DriftMethods.JsE, DriftMethods.Hellinger, DriftMethods.Kl, DriftMethods.Wasserstein,
        DriftMethods.WassersteinNormalized,
    ];

    /// <summary>Methods that may have a threshold of the user's own; the others go by <see cref="Alpha"/>.</summary>
    public static IReadOnlyList<string> ThresholdMethods { get; } = [DriftMethods.Psi, .. s_distances];

    /// <summary>The defaults.</summary>
    public static DriftOptions Default { get; } = new();

    /// <summary>Significance level. Default 0.05; above 0, below 1.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>Band of the PSI. Default 0.1; finite, at least 0.</summary>
    public double PsiBand { get; init; } = 0.1;

    /// <summary>The user's own PSI threshold, in place of band and sample size. Default none; finite, at least 0.</summary>
    public double? PsiThreshold { get; init; }

    /// <summary>
    /// The user's own thresholds by method, in place of the customary ones (and of sample size): <c>js</c>, <c>js-e</c>, <c>hellinger</c>,
    /// <c>kl</c>, <c>wasserstein</c> (in the column's unit), <c>wasserstein-normalized</c>; for the PSI see <see cref="PsiThreshold"/>.
    /// Default none; each finite and at least 0.
    /// </summary>
    public IReadOnlyDictionary<string, double>? Thresholds { get; init; }

    /// <summary>Customary threshold of the distances other than the PSI. Default 0.1; finite, at least 0.</summary>
    public double DistanceBand { get; init; } = 0.1;

    /// <summary>Whose choice of tests and thresholds is used. Default this project's.</summary>
    public DriftMode Mode { get; init; }

    /// <summary>
    /// For <see cref="DriftMode.NannyMl"/>: windows of the reference itself, each of the size that is tested, from which the thresholds
    /// are drawn (see <see cref="NannyMlMode.Limits"/>). Default none: that tool's constant 0.1.
    /// </summary>
    public IReadOnlyList<Counters.WindowCounters>? ReferenceChunks { get; init; }

    /// <summary>Tests to run (<see cref="DriftMethods.All"/>). Default: psi and ks for numbers, psi and chi2 for categories.</summary>
    public IReadOnlyCollection<string>? Methods { get; init; }

    /// <summary>Tests of single columns by name, in place of <see cref="Methods"/>. Default none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyCollection<string>>? ColumnMethods { get; init; }

    /// <summary>Share of drifted columns from which the data set has drifted. Default 0.5; above 0, at most 1.</summary>
    public double DatasetThreshold { get; init; } = 0.5;

    /// <summary>Correction across the tests of one report. Default Benjamini-Hochberg.</summary>
    public Correction Correction { get; init; } = Correction.BenjaminiHochberg;

    /// <summary>Seed of the redraws behind the PSI of small samples: the same counts give the same p-value.</summary>
    public ulong Seed { get; init; } = 20_260_101;

    /// <summary>Redraws behind the PSI of small samples. Default 999; 99 to 99,999.</summary>
    public int Redraws { get; init; } = 999;

    /// <summary>Checks every range.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it.</exception>
    public void Validate()
    {
        Require(Alpha is > 0 and < 1, nameof(Alpha), "above 0 and below 1");
        Require(PsiBand >= 0 && double.IsFinite(PsiBand), nameof(PsiBand), "finite and at least 0");
        Require(PsiThreshold is null || (PsiThreshold >= 0 && double.IsFinite(PsiThreshold.Value)), nameof(PsiThreshold), "finite and at least 0");
        Require(DatasetThreshold is > 0 and <= 1, nameof(DatasetThreshold), "above 0 and at most 1");
        Require(Redraws is >= 99 and <= 99_999, nameof(Redraws), "99 to 99,999");
        Require(DistanceBand >= 0 && double.IsFinite(DistanceBand), nameof(DistanceBand), "finite and at least 0");
        foreach (var (method, threshold) in Thresholds ?? new Dictionary<string, double>())
        {
            Require(s_distances.Contains(method), $"{nameof(Thresholds)} '{method}'", $"of one of {string.Join(", ", s_distances)}");
            Require(threshold >= 0 && double.IsFinite(threshold), $"{nameof(Thresholds)} '{method}'", "finite and at least 0");
        }

        Require(Enum.IsDefined(Mode), nameof(Mode), "one of the named modes");
        Require(Enum.IsDefined(Correction), nameof(Correction), "one of the named corrections");
        foreach (var method in (Methods ?? []).Concat(ColumnMethods?.Values.SelectMany(methods => methods) ?? []))
            Require(DriftMethods.All.Contains(method), $"{nameof(Methods)} '{method}'", $"one of {string.Join(", ", DriftMethods.All)}");
    }

    /// <summary>These settings with the user's own thresholds, that of the PSI among them; null: none.</summary>
    public DriftOptions WithThresholds(IReadOnlyDictionary<string, double>? thresholds) => this with
    {
        PsiThreshold = thresholds is not null && thresholds.TryGetValue(DriftMethods.Psi, out var psi) ? psi : null,
        Thresholds = thresholds?.Where(threshold => threshold.Key != DriftMethods.Psi).ToDictionary(),
    };

    /// <summary>The settings of one column.</summary>
    internal DriftOptions Of(string column) =>
        ColumnMethods is not null && ColumnMethods.TryGetValue(column, out var methods) ? this with { Methods = methods } : this;

    internal double? ThresholdOf(string method) => method is DriftMethods.Psi or DriftMethods.PsiTies
        ? PsiThreshold
        : Thresholds is not null && Thresholds.TryGetValue(method, out var threshold) ? threshold : null;

    internal double BandOf(string method) => method is DriftMethods.Psi or DriftMethods.PsiTies ? PsiBand : DistanceBand;

    internal bool Wants(string method, bool byDefault) => Methods?.Contains(method) ?? byDefault;

    private static void Require(bool holds, string name, string range)
    {
        if (!holds)
            throw new ArgumentException($"Drift option {name} must be {range}.");
    }
}
