using System.Diagnostics;
using System.Globalization;
using System.Text;
using ActorMlOps.Integration.Tests.Api;
using Xunit.Abstractions;

namespace ActorMlOps.Integration.Tests.Monitoring;

/// <summary>
/// Versions of many features: their reports over HTTP, from windows of an hour kept in steps of ten seconds. The bounds of time are for machines that
/// do much else: the times themselves are in the output.
/// </summary>
[Collection(ApiCollection.Name)]
public sealed class WideModelTests(ApiFixture fixture, ITestOutputHelper output)
{
    private const int Runs = 7;
    private const int ReferenceRows = 2_000;

    [Theory]
    [InlineData(20, 300, 200)]
    [InlineData(1_000, 60, 5_000)]
    public async Task Drift_OfAnHour_NamesTheColumnsThatMovedInTime(int features, int steps, int milliseconds)
    {
        const int RowsPerStep = 20;
        var version = new Watched(fixture.Client, $"wide.f{features}");
        string[] names = [.. Enumerable.Range(0, features).Select(f => $"f{f}")];
        await version.RegisterAsync(features, string.Join(',', names) + "\n" + Watched.Lines(ReferenceRows, r => Row(r, features, false)), """{"task":"none"}""");
        var start = TimeProvider.System.GetUtcNow().AddMinutes(-55);
        foreach (var some in Enumerable.Range(0, steps).Chunk(20))
        {
            var csv = new StringBuilder(string.Join(',', names) + ",at\n");
            foreach (var step in some)
            {
                for (var r = 0; r < RowsPerStep; r++)
                {
                    csv.Append(Row((step * RowsPerStep) + r, features, true)).Append(',')
                        .Append(start.AddSeconds(10 * step).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)).Append('\n');
                }
            }
            await version.ObserveAsync(csv.ToString());
        }

        var best = TimeSpan.MaxValue;
        for (var run = 0; run < Runs; run++)
        {
            var started = Stopwatch.GetTimestamp();
            var report = await version.GetAsync("drift?window=1h");
            best = Stopwatch.GetElapsedTime(started) is var elapsed && elapsed < best ? elapsed : best;
            Assert.Equal(steps * RowsPerStep, (int)report["window"]!["rows"]!);
            Assert.Equal(features, report["features"]!.AsArray().Count);
            // Every tenth column has moved, whichever shard it is in.
            Assert.Equal(names.Where((_, f) => f % 10 == 9).Order(StringComparer.Ordinal), Watched.Drifted(report));
        }
        output.WriteLine($"{features} features, {steps} steps: {best.TotalMilliseconds:0.0} ms at best of {Runs}, parsing included");
        Assert.True(best.TotalMilliseconds < milliseconds, $"{best.TotalMilliseconds:0} ms");

        var quality = await version.GetAsync("quality?window=1h");
        Assert.Equal(names, quality["features"]!.AsArray().Select(f => (string)f!["name"]!));
        Assert.All(quality["features"]!.AsArray(), f => Assert.Equal(steps * RowsPerStep, (int)f!["rows"]!));
    }

    private static string Row(int r, int features, bool moved)
    {
        var row = new StringBuilder();
        for (var f = 0; f < features; f++)
        {
            // The window's rows are some of the reference's, in another order, so that nothing drifts by chance.
            var hash = unchecked(((ulong)((r * 7 % ReferenceRows) + 1) * 0x9E3779B97F4A7C15) ^ ((ulong)(f + 1) * 0xBF58476D1CE4E5B9));
            var value = unchecked((hash ^ (hash >> 31)) * 0x94D049BB133111EB >> 11) / (double)(1UL << 53);
            row.Append(f == 0 ? "" : ",").Append((value + (moved && f % 10 == 9 ? 0.5 : 0)).ToString("0.####", CultureInfo.InvariantCulture));
        }
        return row.ToString();
    }
}
