namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// The grid on which windows are kept. By time: hops of 10 s for an hour, then 5 minutes for a day, then an hour.
/// By count: blocks of 500 rows among the newest 65,536, none beyond. A window is exact where its ends lie on the grid, and is
/// otherwise widened to it.
/// </summary>
internal static class WindowGrid
{
    public const int HopSeconds = 10;
    public const int BlockRows = 500;
    public const long RowsByCount = 65_536;

    /// <summary>Cells of a stored row of a timeline: what a new pane is written with.</summary>
    public const int CellsPerSegment = 24;

    /// <summary>Width of hops older than <see cref="Fine"/>, and than <see cref="Middle"/>.</summary>
    public const int MiddleSeconds = 300;
    public const int CoarseSeconds = 3600;

    public static readonly TimeSpan Fine = TimeSpan.FromHours(1);
    public static readonly TimeSpan Middle = TimeSpan.FromDays(1);
    public static readonly TimeSpan Keep = TimeSpan.FromDays(8);

    /// <summary>Clocks differ by this much at most; what claims to come from later has a wrong one.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>What is older than this when it comes is counted as late.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromHours(1);

    /// <summary>Start of the hop that holds a moment, Unix seconds.</summary>
    public static long HopOf(DateTimeOffset at, int hopSeconds = HopSeconds) => HopOf(at.ToUnixTimeSeconds(), hopSeconds);

    /// <inheritdoc cref="HopOf(DateTimeOffset, int)"/>
    public static long HopOf(long seconds, int hopSeconds) => seconds - (((seconds % hopSeconds) + hopSeconds) % hopSeconds);

    /// <summary>Where a pane that has just come is counted: in its hop; in the present one if its own is too far ahead, where no window would
    /// find it and nothing that came after it could age.</summary>
    public static long Arrived(long hop, DateTimeOffset now) => IsAhead(hop, now) ? HopOf(now) : hop;

    public static bool IsAhead(long hop, DateTimeOffset now) => hop > (now + ClockTolerance).ToUnixTimeSeconds();

    public static bool IsLate(long hop, DateTimeOffset now) => hop + HopSeconds < (now - Late).ToUnixTimeSeconds();
}
