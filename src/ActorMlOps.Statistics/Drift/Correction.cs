namespace ActorMlOps.Statistics.Drift;

/// <summary>Correction of p-values across the tests of one report.</summary>
public enum Correction
{
    /// <summary>False discovery rate, assuming positive dependence (PRDS). The default.</summary>
    BenjaminiHochberg = 0,

    /// <summary>Family-wise error rate under any dependence.</summary>
    Holm = 1,

    /// <summary>No correction: each test at alpha by itself.</summary>
    None = 2,

    /// <summary>False discovery rate under any dependence; stricter than Benjamini-Hochberg by 1 + 1/2 + ... + 1/K.</summary>
    BenjaminiYekutieli = 3,

    /// <summary>Family-wise error rate under any dependence, each p-value times their number; Holm is never worse.</summary>
    Bonferroni = 4,
}
