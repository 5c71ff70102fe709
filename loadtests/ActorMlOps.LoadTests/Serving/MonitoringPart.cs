using ActorMlOps.LoadTests.Processes;
using ActorMlOps.LoadTests.Reports;
using ActorMlOps.LoadTests.Samples;

namespace ActorMlOps.LoadTests.Serving;

/// <summary>
/// The same model on the same silo, registered with a reference and without one, driven in turn where the rate is highest. Without a
/// reference no feature is counted; requests, latencies and outputs are counted in both. So this is the cost of the counters of the six
/// features, and of sending and adding them up, in the share of predictions lost.
/// </summary>
internal static class MonitoringPart
{
    public const string Name = "monitoring-overhead";

    private const int Outstanding = 1_024;
    private const double MostPercent = 5;

    public static async Task RunAsync(Servers servers, float[][] rows, LoadOptions options, Report report)
    {
        report.Heading(
            $"{Name}: a model with a reference against the same one without (no counters of features), "
            + $"grain client, {Outstanding} outstanding");
        await using var client = await GatewayClient.ConnectAsync(servers.Silo);
        using var api = new SiloApi(servers.Silo.Url);
        foreach (var model in SampleModel.All)
        {
            var totals = await Turns.RunAsync(
                Name, model.Name, options, report,
                new("with a reference", new GrainLoad(servers.Silo, client.Models.Model(model.Name), rows, Outstanding).DriveAsync),
                new("without", new GrainLoad(servers.Silo, client.Models.Model(model.BareName), rows, Outstanding).DriveAsync));
            await api.DemandMonitoredAsync(model);
            var (with, without) = (totals[0], totals[1]);
            var lost = 100 * (1 - (with.RowsPerSecond / without.RowsPerSecond));
            report.Say(
                $"{model.Name}: {lost:0.0} % of the predictions/s lost, "
                + $"{with.ServerCpu - without.ServerCpu:0.000} us of server CPU a prediction added "
                + $"({100 * ((with.ServerCpu / without.ServerCpu) - 1):0.0} %)");
            report.Add(new Goal(Name, lost, MostPercent, "%", AtLeast: false));
        }
    }
}
