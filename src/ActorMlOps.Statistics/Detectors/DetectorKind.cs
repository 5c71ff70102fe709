namespace ActorMlOps.Statistics.Detectors;

/// <summary>The drift detectors; the numbers are stored.</summary>
public enum DetectorKind : byte
{
    /// <summary>Adaptive windowing, on any bounded number.</summary>
    Adwin = 1,

    /// <summary>Drift detection method, on error bits.</summary>
    Ddm = 2,

    /// <summary>Early drift detection method, on error bits.</summary>
    Eddm = 3,

    /// <summary>Hoeffding's bound on moving averages, on numbers in [0, 1].</summary>
    HddmA = 4,

    /// <summary>Page's cumulative sum with Hinkley's running mean, on any number.</summary>
    PageHinkley = 5,

    /// <summary>Kolmogorov-Smirnov windowing, on any number.</summary>
    Kswin = 6,

    /// <summary>Dummy that fires at every value.</summary>
    AlwaysFire = 7,

    /// <summary>Dummy that never fires.</summary>
    NeverFire = 8,
}
