namespace ActorMlOps.LoadTests.Processes;

/// <summary>Resident bytes of this process.</summary>
internal static class ResidentMemory
{
    /// <summary>After two collections, with finalizers between them: native memory is freed by some.</summary>
    public static long Collected()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Environment.WorkingSet;
    }
}
