using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ActorMlOps.LoadTests.Drivers;

/// <summary>Waits of less than a millisecond, which .NET's timers round up, without burning a core. For Unix.</summary>
internal static class Nap
{
    private const int MostMicroseconds = 999_999;

    /// <param name="timestamp">Of <see cref="Stopwatch"/>; returns about 60 us later, at once if it is over.</param>
    public static void Until(long timestamp)
    {
        var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), timestamp).TotalMicroseconds;
        if (left >= 1)
            _ = SleepMicroseconds((uint)Math.Min(left, MostMicroseconds));
    }

    [DllImport("libc", EntryPoint = "usleep")]
    private static extern int SleepMicroseconds(uint microseconds);
}
