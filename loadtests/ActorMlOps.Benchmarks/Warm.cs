using System.Diagnostics;

namespace ActorMlOps.Benchmarks;

/// <summary>Runs code until the optimising compiler has had its turn: in the background, 100 ms after the first calls.</summary>
internal static class Warm
{
    private static readonly TimeSpan s_long = TimeSpan.FromMilliseconds(500);

    public static void Up(params ReadOnlySpan<Action> actions)
    {
        foreach (var action in actions)
        {
            for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < s_long;)
                action();
        }
    }
}
