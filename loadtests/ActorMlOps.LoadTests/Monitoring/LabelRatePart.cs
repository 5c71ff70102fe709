using System.Diagnostics;
using System.Runtime.InteropServices;
using ActorMlOps.LoadTests.Processes;
using ActorMlOps.LoadTests.Samples;
using ActorMlOps.Monitoring;
using ActorMlOps.Serving;
using Orleans.Runtime;
using Orleans.Storage;

namespace ActorMlOps.LoadTests.Monitoring;

/// <summary>
/// Many callers post small batches of labels to a silo with the embedded store; as many writers put single rows into that store. Both count
/// what is durable. Group commit is what makes the difference.
/// </summary>
internal static class LabelRatePart
{
    public const string Name = "labels-vs-store";

    private const int Callers = 128;
    private const int LabelsPerCall = 32;
    private const int RowsPerRequest = 500;
    private const int RowBytes = 1_000;
    private const string StorageName = "actormlops";
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);
    private static readonly SampleModel Model = SampleModel.Logistic;

    /// <param name="duration">Of each of the two windows.</param>
    /// <param name="most">Predictions that are made to be labelled: the first window ends when all are.</param>
    /// <exception cref="LoadTestException">A label was not accepted.</exception>
    public static async Task<LabelRates> MeasureAsync(TimeSpan duration, int most = 1_000_000)
    {
        await using var silo = await OwnSilo.StartAsync();
        using var api = new SiloApi(silo.Url);
        await api.PutAsync(Model.Name, SiloApi.Version, Model.File, null, """{"task":"binary","labels":{"ledger":4000000}}""");
        var grains = silo.Services.GetRequiredService<IGrainFactory>();
        var warm = await PredictAsync(grains, "w", Callers * LabelsPerCall * 20);
        await LabelAsync(grains, warm, duration);
        var ids = await PredictAsync(grains, "p", most);
        var labels = await LabelAsync(grains, ids, duration);
        var rows = await WriteAsync(silo.Services.GetRequiredKeyedService<IGrainStorage>(StorageName), duration);
        return new(labels, rows);
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
                var result = await intake.Label([.. ids.AsSpan(from, LabelsPerCall).ToArray().Select(id => new PredictionLabel(id, "1"))]);
                if (result?.Accepted != LabelsPerCall)
                    throw new LoadTestException($"{result?.Accepted} of {LabelsPerCall} labels were accepted, {result?.Pending} are pending.");
                Interlocked.Add(ref durable, LabelsPerCall);
            }
        }
    }

    private static async Task<double> WriteAsync(IGrainStorage storage, TimeSpan duration)
    {
        var (next, durable) = (0, 0L);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(CallAsync)));
        return durable / Stopwatch.GetElapsedTime(started).TotalSeconds;

        async Task CallAsync()
        {
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var state = new GrainState<byte[]> { State = new byte[RowBytes] };
                await storage.WriteStateAsync(Name, GrainId.Create("actormlops.load", $"{Interlocked.Increment(ref next)}"), state);
                Interlocked.Increment(ref durable);
            }
        }
    }
}
