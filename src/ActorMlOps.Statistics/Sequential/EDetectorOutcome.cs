namespace ActorMlOps.Statistics.Sequential;

/// <summary>What a pane led to.</summary>
public enum EDetectorOutcome
{
    /// <summary>The pane had no row; nothing changed, time included.</summary>
    Empty,

    /// <summary>The evidence is below the threshold.</summary>
    InControl,

    /// <summary>The evidence has just reached the threshold.</summary>
    Alarm,

    /// <summary>An earlier alarm has not been acknowledged; the pane was not used.</summary>
    Held,
}

/// <summary>A detector after a pane.</summary>
/// <param name="Detector">The detector to go on with.</param>
/// <param name="Outcome">What the pane led to.</param>
public readonly record struct EDetectorStep(EDetector Detector, EDetectorOutcome Outcome);
