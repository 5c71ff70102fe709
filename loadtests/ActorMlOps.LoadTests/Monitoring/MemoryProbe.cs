using System.Globalization;
using System.Text.Json;
using ActorMlOps.Grains.Registry;
using ActorMlOps.LoadTests.Processes;
using ActorMlOps.LoadTests.Samples;
using ActorMlOps.Registry;

namespace ActorMlOps.LoadTests.Monitoring;

/// <summary>
/// A process of its own with one silo that watches versions of 20 features, each with an hour of windows and its model loaded. Prints its
/// <see cref="MemoryFigures"/> as the last line.
/// </summary>
internal static class MemoryProbe
{
    public const string Command = "memory-probe";

    private const int VersionsPerModel = 10;
    private const int AtOnce = 4;

    /// <summary>As many as there are bins, and no more: each version reads its own.</summary>
    private const int ReferenceRows = 1_200;

    /// <param name="args">Versions; takes of panes in the hour; rows of each.</param>
    public static Task<int> RunAsync(string[] args) => CommandLine.RunAsync(() => RunAsync(
        int.Parse(args[0], CultureInfo.InvariantCulture), int.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture)));

    private static async Task RunAsync(int versions, int takes, int rows)
    {
        await using var silo = await OwnSilo.StartAsync();
        using var api = new SiloApi(silo.Url);
        using var model = new WideModel(ReferenceRows);
        VersionKey[] keys = [.. Enumerable.Range(0, versions).Select(i => new VersionKey($"m{i / VersionsPerModel}", $"v{i % VersionsPerModel}"))];
        await EachAsync(keys.GroupBy(k => k.Model), async group =>
        {
            foreach (var key in group)
                await api.PutAsync(key.Model, key.Version, model.File, model.Reference, WideModel.Config);
        });
        var (registered, heap) = (ResidentMemory.Collected(), GC.GetTotalMemory(forceFullCollection: false));

        var grains = silo.Services.GetRequiredService<IGrainFactory>();
        await KeepAsync(grains, silo.Services.GetRequiredService<ProfileCache>(), keys, takes, rows);
        // What ends a call goes on beneath it: its panes would still be held by the stack.
        await Task.Yield();
        var (kept, windows) = (ResidentMemory.Collected(), GC.GetTotalMemory(forceFullCollection: false) - heap);

        var row = WideModel.Rows(1)[0];
        await EachAsync(keys, key => api.InferAsync(key.Model, key.Version, row));
        Console.WriteLine(JsonSerializer.Serialize(new MemoryFigures(registered, kept, ResidentMemory.Collected(), windows)));
    }

    /// <summary>The panes are made once: they are the same bytes for all, but each version gets its own copy.</summary>
    private static async Task KeepAsync(IGrainFactory grains, ProfileCache profiles, VersionKey[] keys, int takes, int rows)
    {
        var first = (await grains.GetGrain<IModelGrain>(keys[0].Model).GetSpec(keys[0].Version))!;
        var panes = WatchedHour.Panes(first, await profiles.GetAsync(first.ProfileSha256!), TimeProvider.System.GetUtcNow(), takes, rows);
        await EachAsync(keys, async key =>
            await WatchedHour.DeliverAsync(grains, (await grains.GetGrain<IModelGrain>(key.Model).GetSpec(key.Version))!, panes));
    }

    private static Task EachAsync<T>(IEnumerable<T> items, Func<T, Task> doAsync) => Parallel.ForEachAsync(
        items, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (item, _) => await doAsync(item));
}
