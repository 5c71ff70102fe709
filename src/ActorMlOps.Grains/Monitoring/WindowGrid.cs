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

    public static readonly TimeSpan Keep = TimeSpan.FromDays(8);

    /// <summary>Start of the hop that holds a moment, Unix seconds.</summary>
    public static long HopOf(DateTimeOffset at, int hopSeconds = HopSeconds)
    {
        var seconds = at.ToUnixTimeSeconds();
        return seconds - Mod(seconds, hopSeconds);
    }

    public static int HopSecondsAt(TimeSpan age) =>
        age <= TimeSpan.FromHours(1) ? HopSeconds : age <= TimeSpan.FromDays(1) ? 300 : 3600;

    private static long Mod(long value, int by) => ((value % by) + by) % by;
}
