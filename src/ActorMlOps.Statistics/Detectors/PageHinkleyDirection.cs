namespace ActorMlOps.Statistics.Detectors;

/// <summary>Which changes of the mean <see cref="PageHinkley"/> finds.</summary>
public enum PageHinkleyDirection : byte
{
    /// <summary>Rises and falls.</summary>
    Both,

    /// <summary>Rises only (of an error rate: it gets worse).</summary>
    Rise,

    /// <summary>Falls only.</summary>
    Fall,
}
