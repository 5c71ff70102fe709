namespace ActorMlOps.LoadTests.Serving;

/// <summary>Requests a second that a server takes in a closed loop.</summary>
internal static class Capacity
{
    private const int Windows = 3;

    /// <summary>The best of several windows: what others do on the machine only lowers it.</summary>
    public static async Task<double> MeasureAsync(HttpLoad load, LoadOptions options)
    {
        await WarmUp.DriveAsync(load.DriveAsync, options, WarmUp.FirstRequests);
        var best = 0.0;
        for (var window = 0; window < Windows; window++)
            best = Math.Max(best, (await load.DriveAsync(options.Duration)).RequestsPerSecond);
        return best > 0 ? best : throw new LoadTestException("The server answered no request.");
    }
}
