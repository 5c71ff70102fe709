namespace ActorMlOps.Monitoring;

/// <summary>What became of one label.</summary>
[GenerateSerializer, Alias("actormlops.LabelVerdict")]
public enum LabelVerdict : byte
{
    Accepted = 0,
    Duplicate = 1,
    Corrected = 2,
    Pending = 3,
    Rejected = 4,

    /// <summary>Rejected because it comes too long after its prediction.</summary>
    BeyondHorizon = 5,

    /// <summary>It was pending for too long: let go of.</summary>
    Unmatched = 6,
}
