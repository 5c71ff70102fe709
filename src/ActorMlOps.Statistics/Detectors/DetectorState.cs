namespace ActorMlOps.Statistics.Detectors;

/// <summary>What a drift detector says after a value.</summary>
public enum DetectorState
{
    /// <summary>No sign of a change.</summary>
    InControl,

    /// <summary>A change may be under way.</summary>
    Warning,

    /// <summary>A change was found at this very value; the detector has started anew.</summary>
    Drift,
}
