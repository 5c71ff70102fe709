using ActorMlOps.LoadTests.Reports;

namespace ActorMlOps.LoadTests.Serving;

/// <summary>
/// Drives contestants in turn, A B A B, each window after a warm-up: what the machine does meanwhile falls on all of them.
/// </summary>
internal static class Turns
{
    /// <returns>For each contestant all its windows together.</returns>
    /// <exception cref="LoadTestException">Requests were not answered as they should be.</exception>
    public static async Task<Measurement[]> RunAsync(
        string part, string model, LoadOptions options, Report report, params Contestant[] contestants)
    {
        var totals = new Measurement?[contestants.Length];
        for (var window = 1; window <= options.Rounds; window++)
        {
            for (var i = 0; i < contestants.Length; i++)
            {
                await WarmUp.DriveAsync(contestants[i].Drive, options, window == 1 ? WarmUp.FirstRequests : 0);
                var measured = await contestants[i].Drive(options.Duration);
                report.Add(ReportRow.Of(part, model, contestants[i].Name, window, measured));
                if (measured.Requests == 0 || measured.Failed + measured.Refused > 0)
                {
                    throw new LoadTestException(
                        $"{contestants[i].Name}: {measured.Requests} answered, {measured.Refused} refused, {measured.Failed} failed.");
                }
                totals[i] = totals[i]?.Plus(measured) ?? measured;
            }
        }
        for (var i = 0; i < contestants.Length; i++)
            report.Add(ReportRow.Of(part, model, contestants[i].Name, null, totals[i]!));
        return totals!;
    }
}
