using System.Text.RegularExpressions;
using ActorMlOps.Testing;

namespace ActorMlOps.Integration.Tests.Documentation;

/// <summary>What the runbook tells to look at is there, in Prometheus' format.</summary>
public partial class MetricsTests
{
    [Fact]
    public async Task Metrics_AfterTraffic_TellOfPredictionsPanesDriftTrafficAndLabels()
    {
        using var directory = new TemporaryDirectory();
        await using var silo = await SiloProcess.StartReadyAsync(directory["data"]);
        using var http = new HttpClient { BaseAddress = silo.Url };
        await http.RegisterElectricityAsync("prices", "1", "v1");
        await http.InferAsync("prices", "one", [0.5f, 0.06f, 0.44f, 0.003f, 0.42f, 0.41f]);
        await http.SendAsync(HttpMethod.Post, "api/models/prices/labels", new { labels = new[] { new { predictionId = "one", label = 1 } } });
        await http.ReadAsync("api/models/prices/versions/1/drift?window=1h");
        var metrics = await Eventually.Is(
            async () => Sample().Matches(await http.GetStringAsync("metrics"))
                .Where(m => !m.Groups[1].Value.EndsWith("_bucket", StringComparison.Ordinal))
                .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value),
            found => found.ContainsKey("actormlops_pane_rows_total"));

        Assert.Equal("1", metrics["actormlops_prediction_rows_total"]);
        Assert.Equal("1", metrics["actormlops_prediction_duration_seconds_count"]);
        Assert.Equal("1", metrics["actormlops_pane_rows_total"]);
        Assert.Equal("1", metrics["actormlops_drift_reports_total"]);
        Assert.Equal("1", metrics["actormlops_traffic_switches_total"]);
        Assert.Equal("1", metrics["actormlops_traffic_epoch"]);
        Assert.Equal("1", metrics["actormlops_label_counted_total"]);

        var runbook = Named().Matches(SourceTree.Read("silo-config/runbook.md")).Select(m => m.Value).Distinct();
        var known = typeof(Telemetry.Metrics).GetFields().Select(f => ((string)f.GetRawConstantValue()!).Replace('.', '_')).ToArray();
        Assert.All(runbook, name => Assert.Contains(known, k => name.StartsWith(k, StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"^(actormlops_\w+)\{[^}]*model=""prices""[^}]*\} (\S+)$", RegexOptions.Multiline)]
    private static partial Regex Sample();

    [GeneratedRegex(@"actormlops_\w+")]
    private static partial Regex Named();
}
