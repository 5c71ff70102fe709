using ActorMlOps.LoadTests.Reports;

namespace ActorMlOps.LoadTests.Serving;

/// <summary>Load that is not measured.</summary>
internal static class WarmUp
{
    /// <summary>Before the first window: code that is not compiled to its best yet takes several times as long.</summary>
    public const long FirstRequests = 1_000_000;

    private const int MostTurns = 12;

    /// <summary>Once as long as the options say, and again until there were so many requests, twelve times at most.</summary>
    public static async Task DriveAsync(Func<TimeSpan, Task<Measurement>> drive, LoadOptions options, long leastRequests)
    {
        var requests = 0L;
        for (var turn = 0; turn == 0 || (requests < leastRequests && turn < MostTurns); turn++)
            requests += (await drive(options.WarmUp)).Requests;
    }
}
