using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using ActorMlOps.Silo.Hosting;
using ActorMlOps.Silo.Settings;
using ActorMlOps.Testing;

namespace ActorMlOps.Integration.Tests.Documentation;

/// <summary>The README's path of one prediction, followed by its spans.</summary>
public partial class SpanOrderTests
{
    [Fact]
    public async Task Spans_OfOnePrediction_ComeInTheOrderOfTheReadme()
    {
        var documented = Span().Matches(SourceTree.Read("README.md")).Select(m => m.Groups[1].Value).ToArray();
        Assert.Equal(["actormlops.http.infer", "actormlops.route", "actormlops.predict", "actormlops.pane.deliver", "actormlops.drift.report"], documented);

        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        using var directory = new TemporaryDirectory();
        var ports = FreePorts.Take(3);
        var settings = new SiloSettings
        {
            Data = directory["data"],
            Urls = [new Uri($"http://127.0.0.1:{ports[0]}")],
            GrpcUrl = new Uri("http://127.0.0.1:0"),
            SiloPort = ports[1],
            GatewayPort = ports[2],
        };
        await using (var app = SiloHost.Build(settings))
        {
            await app.StartAsync();
            using var http = new HttpClient { BaseAddress = settings.Urls[0] };
            // A name of its own: other silos in this process have spans of the same kind.
            var model = $"spans-{Guid.NewGuid():N}";
            await http.RegisterElectricityAsync(model, "1", "v1");
            await http.InferAsync(model, "one", [0.5f, 0.06f, 0.44f, 0.003f, 0.42f, 0.41f]);
            await Eventually.Is(
                () => Task.FromResult(spans.Count(s => s.OperationName == Telemetry.Spans.Pane && Equals(s.GetTagItem(Telemetry.Tags.Model), model))), panes => panes == 1);
            await http.ReadAsync($"api/models/{model}/versions/1/drift?window=1h");

            var path = spans
                .Where(s => documented.Contains(s.OperationName) && Equals(s.GetTagItem(Telemetry.Tags.Model), model))
                .OrderBy(s => s.StartTimeUtc)
                .ToList();
            Assert.Equal(documented, path.Select(s => s.OperationName));
            // What the caller waits for is one trace.
            Assert.Single(path.Take(3).Select(s => s.TraceId).Distinct());
            await app.StopAsync();
        }
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    [GeneratedRegex(@"^\| \d+ .*?\| `(actormlops\.[\w.]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Span();
}
