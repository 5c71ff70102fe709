using ActorMlOps.Inference;

namespace ActorMlOps.Grains.Monitoring.Resources;

/// <summary>Means over the time between two points. Never negative and never NaN: null where the time is too short.</summary>
internal sealed class ResourceRates(ProcessPoint from, ProcessPoint to, TimeSpan elapsed)
{
    /// <summary>Below, the granularity of the clocks shows.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    public double Seconds { get; } = Math.Max(0, elapsed.TotalSeconds);

    public string? Reason => elapsed < Least ? "The silo has been measured for less than a second: there are no rates yet." : null;

    public double? Cores => Rate((to.Cpu - from.Cpu).TotalSeconds);

    public double? PauseShare => Rate((to.GcPauses - from.GcPauses).TotalSeconds) is { } share ? Math.Min(share, 1) : null;

    public double? AllocatedBytes => Rate(to.AllocatedBytes - from.AllocatedBytes);

    public double? CompletedItems => Rate(to.CompletedItems - from.CompletedItems);

    /// <summary>A version that was loaded, or loaded again, in between is counted from then.</summary>
    public (double? Rows, double? BusyShare, double? SecondsPerRow) Version(VersionKey key)
    {
        var now = to.Versions.GetValueOrDefault(key);
        var before = from.Versions.GetValueOrDefault(key);
        if (now.Rows < before.Rows || now.Busy < before.Busy)
            before = default;
        var work = new LaneWork(now.Rows - before.Rows, now.Busy - before.Busy);
        return (
            Rate(work.Rows),
            Rate(work.Busy.TotalSeconds) is { } share ? Math.Min(share, 1) : null,
            work.Rows > 0 ? work.Busy.TotalSeconds / work.Rows : null);
    }

    private double? Rate(double amount) => Reason is null ? Math.Max(0, amount) / Seconds : null;
}
