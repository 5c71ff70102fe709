using System.Collections.Concurrent;
using ActorMlOps.Grains.Hosting;
using ActorMlOps.Grains.Registry;
using ActorMlOps.Inference;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using Microsoft.Extensions.Logging;

namespace ActorMlOps.Grains.Serving;

/// <summary>The versions that are loaded on this silo. A version is loaded once, by whoever asks first.</summary>
internal sealed class VersionRuntimes(
    IGrainFactory grains,
    IArtifactStore artifacts,
    ProfileCache profiles,
    Instruments instruments,
    TimeProvider clock,
    ILogger<VersionRuntime> logger)
{
    private readonly ConcurrentDictionary<VersionKey, Lazy<Task<LoadedVersion>>> _versions = new();
    private volatile bool _stopping;

    /// <summary>The runtime, or why there is none.</summary>
    public async ValueTask<LoadedVersion> GetAsync(VersionKey key)
    {
        if (_stopping)
            return new(null, "The silo is stopping.", Unknown: false);
        var loading = _versions.GetOrAdd(key, k => new(() => Task.Run(() => LoadAsync(k))));
        try
        {
            var loaded = await loading.Value;
            if (loaded.Runtime is null)
                _versions.TryRemove(new(key, loading));
            return loaded;
        }
        catch
        {
            _versions.TryRemove(new(key, loading));
            throw;
        }
    }

    /// <summary>The runtime if it is loaded now.</summary>
    public VersionRuntime? Find(VersionKey key) =>
        _versions.TryGetValue(key, out var loading) && loading is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }
            ? loading.Value.Result.Runtime
            : null;

    /// <summary>Unloads a version: refuses new requests, drains, delivers its panes.</summary>
    public async Task UnloadAsync(VersionKey key)
    {
        if (!_versions.TryRemove(key, out var loading))
            return;
        try
        {
            if ((await loading.Value).Runtime is { } runtime)
                await runtime.DisposeAsync();
        }
        catch (Exception) when (loading.Value.IsFaulted)
        {
            // It was never loaded.
        }
    }

    /// <summary>Unloads everything while the grains that take the panes still live.</summary>
    public async Task StopAsync()
    {
        _stopping = true;
        // Whoever asked just before may still have begun to load one more.
        while (!_versions.IsEmpty)
            await Task.WhenAll(_versions.Keys.Select(UnloadAsync));
    }

    private async Task<LoadedVersion> LoadAsync(VersionKey key)
    {
        var model = await grains.GetGrain<IModelGrain>(key.Model).Get();
        if (model is null)
            return new(null, $"There is no model '{key.Model}'.", Unknown: true);
        if (Array.Find(model.Versions, v => v.Spec.Key == key)?.Spec is not { } spec)
        {
            var known = string.Join(", ", model.Versions.Select(v => v.Spec.Key.Version));
            return new(null, $"Model '{key.Model}' has no version '{key.Version}'; it has: {known}.", Unknown: true);
        }
        try
        {
            if (await artifacts.ReadAsync(spec.ModelSha256) is not { } file)
                return new(null, $"The file of {key} ({spec.ModelSha256}) is missing from the artifact store.", Unknown: false);
            var profile = spec.ProfileSha256 is { } sha ? await profiles.GetAsync(sha) : null;
            var rows = await grains.GetGrain<IModelVersionGrain>(key.ToString()).Resolve(0, null);
            var engine = OnnxModel.Load(file, VersionRuntime.OptionsOf(spec));
            return new(
                new VersionRuntime(spec, engine, profile, rows.FirstRow ?? 0, grains, instruments, PanePeriod, clock, logger), null, Unknown: false);
        }
        catch (Exception e) when (e is InvalidModelException or InvalidDataException)
        {
            return new(null, $"{key} can't be loaded: {e.Message}", Unknown: false);
        }
    }

    /// <summary>Panes leave every second; with many versions less often, so that the fleet's deliveries stay about a hundred a second.</summary>
    private TimeSpan PanePeriod() => TimeSpan.FromSeconds(Math.Clamp(_versions.Count / 100.0, 1, 10));
}
