using System.Diagnostics;

namespace ActorMlOps.Integration.Tests;

internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until the value satisfies the condition; fails with the last value seen.</summary>
    public static async Task<T> Is<T>(Func<Task<T>> read, Func<T, bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var value = await read();
            if (condition(value))
                return value;
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"Still {value} after {Patience}.");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
