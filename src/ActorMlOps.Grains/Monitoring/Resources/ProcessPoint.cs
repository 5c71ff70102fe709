using ActorMlOps.Inference;

namespace ActorMlOps.Grains.Monitoring.Resources;

/// <summary>What the process had used at a moment, since its start; two of them make rates.</summary>
/// <param name="At"><see cref="TimeProvider.GetTimestamp"/>.</param>
internal sealed record ProcessPoint(
    long At, TimeSpan Cpu, TimeSpan GcPauses, long AllocatedBytes, long CompletedItems, Dictionary<VersionKey, LaneWork> Versions)
{
    public static ProcessPoint Take(long at, IEnumerable<(VersionKey Key, LaneWork Work)> versions) => new(
        at,
        Environment.CpuUsage.TotalTime,
        GC.GetTotalPauseDuration(),
        GC.GetTotalAllocatedBytes(),
        ThreadPool.CompletedWorkItemCount,
        versions.ToDictionary(v => v.Key, v => v.Work));
}
