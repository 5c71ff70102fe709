namespace ActorMlOps.Grains.Monitoring;

/// <summary>What became of one label.</summary>
internal enum LabelVerdict : byte
{
    Accepted,
    Duplicate,
    Corrected,
    Pending,
    Rejected,
}
