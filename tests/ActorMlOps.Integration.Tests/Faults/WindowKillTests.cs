using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using ActorMlOps.Testing;

namespace ActorMlOps.Integration.Tests.Faults;

/// <summary>What a single silo, which makes the panes and counts them, takes with it when its process is killed.</summary>
public sealed class WindowKillTests
{
    private const string Model = "prices";
    private const string Everything = "from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z";
    private const int Callers = 4;
    private const int RowsAfter = 50;

    /// <summary>A pane period of 1 s, and 2 s for a call on a busy machine.</summary>
    private static readonly TimeSpan PeriodAndCall = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Kill_OfASingleSilo_TakesNoMoreOfAnyWindowThanTheLastPanePeriodAndOneCall()
    {
        using var directory = new TemporaryDirectory();
        var answered = new ConcurrentQueue<long>();
        long killed;
        await using (var silo = await SiloProcess.StartReadyAsync(directory["data"]))
        {
            using var http = new HttpClient { BaseAddress = silo.Url };
            await http.RegisterElectricityAsync(Model, "1", "v1");
            using var stopping = new CancellationTokenSource();
            var callers = Enumerable.Range(0, Callers).Select(_ => Task.Run(() => CallAsync(http, answered, stopping.Token))).ToArray();
            await Eventually.Is(
                () => Task.FromResult(answered.TryPeek(out var first) ? Stopwatch.GetElapsedTime(first) : TimeSpan.Zero),
                age => age > 2 * PeriodAndCall);
            killed = Stopwatch.GetTimestamp();
            await silo.KillAsync();
            await stopping.CancelAsync();
            await Task.WhenAll(callers);
        }
        var safe = answered.Count(at => Stopwatch.GetElapsedTime(at, killed) >= PeriodAndCall);
        Assert.True(safe > 0, "Nothing was answered in time to be safe.");

        (long Operations, long Drift) rows;
        await using (var silo = await SiloProcess.StartReadyAsync(directory["data"]))
        {
            using var http = new HttpClient { BaseAddress = silo.Url };
            rows = await RowsAsync(http);
            // Each caller may have had one more row counted that was never answered.
            Assert.InRange(rows.Operations, safe, answered.Count + Callers);
            Assert.InRange(rows.Drift, safe, rows.Operations);
            for (var n = 0; n < RowsAfter; n++)
                await PredictAsync(http, n);
            rows = (rows.Operations + RowsAfter, rows.Drift + RowsAfter);
            await Eventually.Is(() => RowsAsync(http), seen => seen == rows);
            await silo.KillAsync();
        }

        // What a report has shown is in all windows for good.
        await using var last = await SiloProcess.StartReadyAsync(directory["data"]);
        using var api = new HttpClient { BaseAddress = last.Url };
        Assert.Equal(rows, await RowsAsync(api));
    }

    private static async Task CallAsync(HttpClient http, ConcurrentQueue<long> answered, CancellationToken stopping)
    {
        try
        {
            for (var n = 0; !stopping.IsCancellationRequested; n++)
            {
                await PredictAsync(http, n);
                answered.Enqueue(Stopwatch.GetTimestamp());
            }
        }
        catch (HttpRequestException)
        {
            // The process was killed.
        }
    }

    private static Task PredictAsync(HttpClient http, int n) =>
        http.InferAsync(Model, n.ToString(CultureInfo.InvariantCulture), [n % 48 / 48f, 0.06f, 0.44f, 0.003f, 0.42f, 0.41f]);

    private static async Task<(long Operations, long Drift)> RowsAsync(HttpClient http)
    {
        var version = $"api/models/{Model}/versions/1";
        return (Rows(await http.ReadAsync($"{version}/windows?{Everything}")), Rows(await http.ReadAsync($"{version}/drift?{Everything}")));

        static long Rows(System.Text.Json.Nodes.JsonNode report) => report["window"]!["rows"]!.GetValue<long>();
    }
}
