using ActorMlOps.Client;
using ActorMlOps.LoadTests.Peers;
using ActorMlOps.LoadTests.Processes;
using ActorMlOps.LoadTests.Reports;
using ActorMlOps.LoadTests.Samples;

namespace ActorMlOps.LoadTests.Serving;

/// <summary>
/// The grain client inside a silo, in this process, against raw runs of the model. CPU is the whole process's, load
/// generator included.
/// </summary>
internal static class InProcessPart
{
    public const string Name = "in-process";

    private const double MostRawRuns = 1.3;
    private static readonly int[] Outstanding = [64, 1_024];

    public static async Task RunAsync(float[][] rows, LoadOptions options, Report report)
    {
        report.Heading($"{Name}: grain client inside a silo, a row a call, against a raw run; CPU and bytes are the whole process's");
        await using var silo = await OwnSilo.StartAsync();
        using var api = new SiloApi(silo.Url);
        var client = silo.Services.GetRequiredService<IModelClient>();
        foreach (var model in SampleModel.All)
        {
            await api.RegisterAsync(model);
            var handle = client.Model(model.Name);
            var totals = await Turns.RunAsync(
                Name, model.Name, options, report,
                [
                    .. Outstanding.Select(o => new Contestant($"grain client, {o}", new GrainLoad(null, handle, rows, o).DriveAsync)),
                    new("raw ORT, batch 1", d => RawOrt.RunAsync(model, rows, d)),
                ]);
            await api.DemandMonitoredAsync(model);
            var raw = totals[^1].ClientCpu;
            var times = string.Join(" and ", totals[..^1].Select(t => $"{t.ClientCpu / raw:0.00}x"));
            report.Say($"{model.Name}: CPU a prediction {times} that of a raw run");
            report.Add(new Goal("inprocess-vs-ort", totals[0].ClientCpu / raw, MostRawRuns, "x", AtLeast: false));
        }
    }
}
