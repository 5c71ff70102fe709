namespace ActorMlOps.Grains.Monitoring;

/// <summary>What became of one label.</summary>
internal enum LabelVerdict : byte
{
    Accepted,
    Duplicate,
    Corrected,
    Pending,
    Rejected,

    /// <summary>Rejected because it comes too long after its prediction.</summary>
    BeyondHorizon,

    /// <summary>It was pending for too long: let go of.</summary>
    Unmatched,
}
