namespace ActorMlOps.Statistics.Drift;

/// <summary>Whose choice of test, binning and threshold a report follows.</summary>
public enum DriftMode
{
    /// <summary>This project's: the methods asked for, thresholds that know the sample size, corrected across the report.</summary>
    Standard = 0,

    /// <summary>Evidently's defaults, see <see cref="EvidentlyMode"/>.</summary>
    Evidently = 1,

    /// <summary>NannyML's Jensen-Shannon distance over Doane's bins, see <see cref="NannyMlMode"/>.</summary>
    NannyMl = 2,
}
