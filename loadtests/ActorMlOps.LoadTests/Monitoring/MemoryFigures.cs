namespace ActorMlOps.LoadTests.Monitoring;

/// <summary>What a silo needs, in bytes, after collections of garbage.</summary>
/// <param name="Registered">Resident with all versions registered and nothing counted.</param>
/// <param name="Kept">Resident with the hour's windows.</param>
/// <param name="Loaded">Resident with every version's engine and open pane too.</param>
/// <param name="WindowHeap">By how much the windows raised the garbage-collected heap.</param>
internal sealed record MemoryFigures(long Registered, long Kept, long Loaded, long WindowHeap);
