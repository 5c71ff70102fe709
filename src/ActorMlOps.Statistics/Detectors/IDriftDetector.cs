namespace ActorMlOps.Statistics.Detectors;

/// <summary>Watches one stream of numbers for a change. Not safe for concurrent callers.</summary>
public interface IDriftDetector
{
    /// <summary>Which detector it is.</summary>
    DetectorKind Kind { get; }

    /// <summary>Finite values seen since the start, drifts included.</summary>
    long Count { get; }

    /// <summary>NaN and infinities, which are left out.</summary>
    long Skipped { get; }

    /// <summary>
    /// Adds a value, O(1) or O(log Count). Values beyond +-1e100 count as that. Never throws. After
    /// <see cref="DetectorState.Drift"/> the detector has already started anew.
    /// </summary>
    DetectorState Add(double value);

    /// <summary>Set-up and state in the binary form, version 1, for <see cref="DriftDetector.Decode"/>.</summary>
    byte[] Encode();
}
