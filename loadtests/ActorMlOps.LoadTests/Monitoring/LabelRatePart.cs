using System.Diagnostics;
using System.Runtime.InteropServices;
using ActorMlOps.LoadTests.Processes;
using ActorMlOps.LoadTests.Reports;
using ActorMlOps.LoadTests.Samples;
using ActorMlOps.Monitoring;
using ActorMlOps.Serving;
using Orleans.Runtime;
using Orleans.Storage;

namespace ActorMlOps.LoadTests.Monitoring;

/// <summary>
/// Labels against rows, in turn, on one silo with the embedded store. Labels: 128 callers post batches of 32 by prediction id to the model's
/// intake; one counts when the call has been answered, that is when it is durable and has found its prediction. Rows: one writer puts rows of
/// a kilobyte with new keys through the same grain storage that the labels' log goes through, one after another, each durable before the next
/// begins. Durable means the same for both, what the store gives: it survives the death of the process. Group commit is what makes the
/// difference: labels of several callers share a log row.
/// </summary>
internal static class LabelRatePart
{
    public const string Name = "labels-vs-store";

    private const int Callers = 128;
    private const int LabelsPerCall = 32;
    private const int RowsPerRequest = 500;
    private const int RowBytes = 1_000;
    private const int WarmLabels = Callers * LabelsPerCall * 20;
    private const double LeastRatio = 10;
    private const string StorageName = "actormlops";
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);
    private static readonly SampleModel Model = SampleModel.Logistic;

    public static async Task RunAsync(LoadOptions options, Report report)
    {
        report.Say("");
        report.Say($"{Name}: {Callers} callers post {LabelsPerCall} labels a call; one writer puts single rows of {RowBytes} B; best of {options.Rounds} windows each");
        var rates = await MeasureAsync(options.Duration, options.Rounds, report: report);
        report.Say($"{rates.LabelsPerSecond:N0} labels/s, {rates.RowsPerSecond:N0} single rows/s: {rates.Ratio:0.0}x");
        report.Add(new Goal(Name, rates.Ratio, LeastRatio, "x", AtLeast: true));
    }

    /// <param name="duration">Of each window.</param>
    /// <param name="rounds">Windows of each kind.</param>
    /// <param name="most">Predictions that are made to be labelled in a window of labels: it ends when all are.</param>
    /// <exception cref="LoadTestException">A label was not accepted.</exception>
    public static async Task<LabelRates> MeasureAsync(TimeSpan duration, int rounds, int most = 1_000_000, Report? report = null)
    {
        await using var silo = await OwnSilo.StartAsync();
        using var api = new SiloApi(silo.Url);
        await api.PutAsync(Model.Name, SiloApi.Version, Model.File, null, """{"task":"binary","labels":{"ledger":4000000}}""");
        var grains = silo.Services.GetRequiredService<IGrainFactory>();
        var storage = silo.Services.GetRequiredKeyedService<IGrainStorage>(StorageName);
        await LabelAsync(grains, await PredictAsync(grains, "w", Math.Min(most, WarmLabels)), duration);
        await WriteAsync(storage, "w", duration / 4);
        var best = new LabelRates(0, 0);
        for (var round = 1; round <= rounds; round++)
        {
            var labels = await LabelAsync(grains, await PredictAsync(grains, $"p{round}-", most), duration);
            var rows = await WriteAsync(storage, $"{round}", duration);
            report?.Say($"window {round}: {labels:N0} labels/s, {rows:N0} single rows/s");
            best = new(Math.Max(best.LabelsPerSecond, labels), Math.Max(best.RowsPerSecond, rows));
        }
        return best;
    }

    /// <summary>Ids of predictions that the ledger knows.</summary>
    private static async Task<string[]> PredictAsync(IGrainFactory grains, string prefix, int rows)
    {
        var router = grains.GetGrain<IRouterGrain>(Model.Name);
        var data = ElectricityRows.Read();
        var ids = new List<string>(rows);
        for (var request = 0; ids.Count < rows; request++)
        {
            var values = Enumerable.Range(0, RowsPerRequest).SelectMany(r => data[((request * RowsPerRequest) + r) % data.Length]).ToArray();
            var batch = new TensorBatch(
                RowsPerRequest, [new("features", TensorType.Fp32, [data[0].Length], MemoryMarshal.AsBytes<float>(values).ToArray())]);
            var id = $"{prefix}{request}";
            await router.Predict(new(batch, [new(RowsPerRequest, id)]));
            ids.AddRange(Enumerable.Range(0, RowsPerRequest).Select(r => PredictionId.OfRow(id, r, RowsPerRequest)));
        }
        await DemandKnownAsync(grains, ids[^RowsPerRequest..]);
        return [.. ids];
    }

    /// <summary>The newest are delivered last: when they are labelled, all can be.</summary>
    private static async Task DemandKnownAsync(IGrainFactory grains, IEnumerable<string> newest)
    {
        PredictionLabel[] labels = [.. newest.Select(id => new PredictionLabel(id, "0"))];
        var intake = grains.GetGrain<ILabelIntakeGrain>(Model.Name);
        for (var look = 0; look < 300; look++)
        {
            await intake.Label(labels);
            var version = grains.GetGrain<IModelVersionGrain>(new VersionKey(Model.Name, SiloApi.Version).ToString());
            if ((await version.Performance(WindowRange.Count(0, 1), null, null)).PendingLabels == 0)
                return;
            await Task.Delay(BetweenLooks, TimeProvider.System);
        }
        throw new LoadTestException("The ledger has not taken the predictions.");
    }

    private static async Task<double> LabelAsync(IGrainFactory grains, string[] ids, TimeSpan duration)
    {
        var intake = grains.GetGrain<ILabelIntakeGrain>(Model.Name);
        var (next, durable) = (0, 0L);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(CallAsync)));
        return durable / Stopwatch.GetElapsedTime(started).TotalSeconds;

        async Task CallAsync()
        {
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var from = Interlocked.Add(ref next, LabelsPerCall) - LabelsPerCall;
                if (from + LabelsPerCall > ids.Length - RowsPerRequest)
                    return;
                var result = await intake.Label(Array.ConvertAll(ids[from..(from + LabelsPerCall)], id => new PredictionLabel(id, "1")));
                if (result?.Accepted != LabelsPerCall)
                    throw new LoadTestException($"{result?.Accepted} of {LabelsPerCall} labels were accepted, {result?.Pending} are pending.");
                Interlocked.Add(ref durable, LabelsPerCall);
            }
        }
    }

    private static async Task<double> WriteAsync(IGrainStorage storage, string prefix, TimeSpan duration)
    {
        var written = 0L;
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            var state = new GrainState<byte[]> { State = new byte[RowBytes] };
            await storage.WriteStateAsync(Name, GrainId.Create("actormlops.load", $"{prefix}/{written}"), state);
            written++;
        }
        return written / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
