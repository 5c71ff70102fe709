using System.Collections.Concurrent;
using ActorMlOps.Grains.Hosting;
using ActorMlOps.Grains.Registry;
using ActorMlOps.Grains.Rollout;
using ActorMlOps.Inference;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Serving;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActorMlOps.Grains.Serving;

/// <summary>
/// The versions that are loaded on this silo. A version is loaded once, by whoever asks first, and unloaded when it is retired, or when
/// the models need more memory than they may and nobody uses it.
/// </summary>
internal sealed partial class VersionRuntimes : IDisposable
{
    /// <summary>A version that nobody asked for in this time is idle.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan TrimPeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UnloadPatience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<VersionKey, Lazy<Task<LoadedVersion>>> _versions = new();
    private readonly ConcurrentDictionary<VersionKey, Task> _unloading = new();
    private readonly ConcurrentDictionary<VersionKey, Lazy<Task<string?>>> _reloading = new();

    /// <summary>Runtimes that others have taken over from, while they deliver what they counted.</summary>
    private readonly ConcurrentDictionary<Task, bool> _retired = new();
    private readonly IGrainFactory _grains;
    private readonly IArtifactStore _artifacts;
    private readonly ProfileCache _profiles;
    private readonly PolicyCache _policies;
    private readonly Instruments _instruments;
    private readonly ServingOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<VersionRuntime> _logger;
    private readonly ITimer? _trimmer;
    private volatile bool _stopping;

    public VersionRuntimes(
        IGrainFactory grains,
        IArtifactStore artifacts,
        ProfileCache profiles,
        PolicyCache policies,
        Instruments instruments,
        IOptions<ServingOptions> options,
        TimeProvider clock,
        ILogger<VersionRuntime> logger)
    {
        _grains = grains;
        _artifacts = artifacts;
        _profiles = profiles;
        _policies = policies;
        _instruments = instruments;
        _options = options.Value;
        _clock = clock;
        _logger = logger;
        // A version that was not idle yet when the last one was loaded is idle later.
        if (_options.MaxModelBytes > 0)
            _trimmer = clock.CreateTimer(_ => _ = TrimAsync(), null, TrimPeriod, TrimPeriod);
    }

    /// <summary>Rough bytes of the loaded models.</summary>
    public long ModelBytes => Loaded().Sum(l => l.Runtime.ModelBytes);

    /// <summary>What is loaded now.</summary>
    public IEnumerable<VersionRuntime> All() => Loaded().Select(l => l.Runtime);

    /// <summary>The runtime, loaded if it was not, or why there is none.</summary>
    public async ValueTask<LoadedVersion> GetAsync(VersionKey key)
    {
        if (_stopping)
            return LoadedVersion.Failed(PredictOutcome.SiloStopping, "The silo is stopping.");
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

    /// <summary>As <see cref="GetAsync"/>, and keeps the runtime loaded until its <see cref="VersionRuntime.Leave"/> is called.</summary>
    public async ValueTask<LoadedVersion> EnterAsync(VersionKey key)
    {
        while (true)
        {
            var loaded = FindLoaded(key) ?? await GetAsync(key);
            if (loaded.Runtime is null || loaded.Runtime.TryEnter())
                return loaded;
            // It is just being unloaded, and leaves the table before anything else is done with it.
            await Task.Yield();
        }
    }

    /// <summary>The runtime if it is loaded now.</summary>
    public VersionRuntime? Find(VersionKey key) => FindLoaded(key)?.Runtime;

    /// <summary>Unloads a version: refuses new requests, drains, delivers its panes.</summary>
    public async Task UnloadAsync(VersionKey key)
    {
        if (!_versions.TryGetValue(key, out var loading))
        {
            if (_unloading.TryGetValue(key, out var under))
                await under;
            return;
        }
        try
        {
            if ((await loading.Value).Runtime is { } runtime)
                await UnloadAsync(key, loading, runtime);
            else
                _versions.TryRemove(new(key, loading));
        }
        catch (Exception) when (loading.Value.IsFaulted)
        {
            // It was never loaded.
            _versions.TryRemove(new(key, loading));
        }
    }

    /// <summary>
    /// Counts by the version's newest settings and reference from the answer on: it is loaded once more beside itself, and takes over. Who is in
    /// the old one is answered by it.
    /// </summary>
    /// <returns>Null, or why it is not so.</returns>
    public Task<string?> ReloadAsync(VersionKey key) =>
        _reloading.GetOrAdd(key, k => new(() => Task.Run(() => ReloadOnceAsync(k)))).Value;

    private async Task<string?> ReloadOnceAsync(VersionKey key)
    {
        try
        {
            // What is loaded later reads the newest settings anyway.
            if (!_versions.TryGetValue(key, out var loading) || (await loading.Value).Runtime is not { } old || _stopping)
                return null;
            if (await _grains.GetGrain<IModelGrain>(key.Model).GetSpec(key.Version) is not { } spec || spec.Revision <= old.Spec.Revision)
                return null;
            var fresh = new Lazy<Task<LoadedVersion>>(() => LoadAsync(key));
            if ((await fresh.Value) is not { Runtime: { } runtime } failed)
                return fresh.Value.Result.Error;
            if (!_versions.TryUpdate(key, fresh, loading))
                old = runtime;
            var retired = old.DisposeAsync().AsTask();
            _retired[retired] = true;
            _ = retired.ContinueWith(t => _retired.TryRemove(t, out _), TaskScheduler.Default);
            return null;
        }
        catch (Exception e)
        {
            LogReloadFailed(e, key);
            return $"{key} can't be loaded again: {e.Message}";
        }
        finally
        {
            _reloading.TryRemove(key, out _);
        }
    }

    /// <summary>Unloads idle versions, the longest unused first, until the models need no more than they may.</summary>
    public async Task TrimAsync()
    {
        if (_options.MaxModelBytes == 0 || _stopping)
            return;
        var loaded = Loaded();
        var bytes = loaded.Sum(l => l.Runtime.ModelBytes);
        var unloads = new List<Task>();
        foreach (var (key, loading, runtime) in loaded.OrderBy(l => l.Runtime.LastUsed))
        {
            if (bytes <= _options.MaxModelBytes || _clock.GetElapsedTime(runtime.LastUsed) < Idle)
                break;
            if (IsNamed(key) || !runtime.TryClose())
                continue;
            bytes -= runtime.ModelBytes;
            LogEvicted(key, runtime.ModelBytes, _options.MaxModelBytes);
            unloads.Add(UnloadAsync(key, loading, runtime));
        }
        await Task.WhenAll(unloads);
    }

    /// <summary>Unloads everything while the grains that take the panes still live.</summary>
    public async Task StopAsync()
    {
        _stopping = true;
        _trimmer?.Dispose();
        // Whoever asked just before may still have begun to load one more.
        while (!_versions.IsEmpty || !_unloading.IsEmpty)
            await Task.WhenAll(_versions.Keys.Concat(_unloading.Keys).Distinct().Select(UnloadAsync));
        await Task.WhenAll(_retired.Keys);
    }

    public void Dispose() => _trimmer?.Dispose();

    private LoadedVersion? FindLoaded(VersionKey key) =>
        _versions.TryGetValue(key, out var loading) && loading is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }
            ? loading.Value.Result
            : null;

    private List<(VersionKey Key, Lazy<Task<LoadedVersion>> Loading, VersionRuntime Runtime)> Loaded()
    {
        var loaded = new List<(VersionKey, Lazy<Task<LoadedVersion>>, VersionRuntime)>();
        foreach (var (key, loading) in _versions)
        {
            if (loading is { IsValueCreated: true, Value.IsCompletedSuccessfully: true } && loading.Value.Result.Runtime is { } runtime)
                loaded.Add((key, loading, runtime));
        }
        return loaded;
    }

    private bool IsNamed(VersionKey key) => _policies.Find(key.Model) is { } snapshot && snapshot.Policy.Versions.Contains(key.Version);

    private async Task UnloadAsync(VersionKey key, Lazy<Task<LoadedVersion>> loading, VersionRuntime runtime)
    {
        if (!_versions.TryRemove(new(key, loading)))
        {
            if (_unloading.TryGetValue(key, out var under))
                await under;
            return;
        }
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _unloading[key] = done.Task;
        try
        {
            await runtime.DisposeAsync();
        }
        finally
        {
            _unloading.TryRemove(new(key, done.Task));
            done.SetResult();
        }
    }

    private async Task<LoadedVersion> LoadAsync(VersionKey key)
    {
        if (_unloading.TryGetValue(key, out var unloading))
            await Task.WhenAny(unloading, Task.Delay(UnloadPatience, _clock));
        var model = await _grains.GetGrain<IModelGrain>(key.Model).Get();
        if (model is null)
            return LoadedVersion.Failed(PredictOutcome.UnknownVersion, $"There is no model '{key.Model}'.");
        if (Array.Find(model.Versions, v => v.Spec.Key == key)?.Spec is not { } spec)
        {
            var known = string.Join(", ", model.Versions.Select(v => v.Spec.Key.Version));
            return LoadedVersion.Failed(PredictOutcome.UnknownVersion, $"Model '{key.Model}' has no version '{key.Version}'; it has: {known}.");
        }
        try
        {
            if (await _artifacts.ReadAsync(spec.ModelSha256) is not { } file)
                return LoadedVersion.Failed(PredictOutcome.Unavailable, $"The file of {key} ({spec.ModelSha256}) is missing from the artifact store.");
            var profile = spec.ProfileSha256 is { } sha ? await _profiles.GetAsync(sha) : null;
            var rows = await _grains.GetGrain<IModelVersionGrain>(key.ToString()).Resolve(0, null);
            var options = VersionRuntime.OptionsOf(spec, _options);
            var engine = OnnxModel.Load(file, options);
            var runtime = new VersionRuntime(
                spec, engine, options, profile, rows.FirstRow ?? 0, _grains, _instruments, PanePeriod, _clock, _logger,
                stale: () => _ = ReloadAsync(key));
            _ = Task.Run(TrimAsync);
            return new(runtime, PredictOutcome.Ok, null);
        }
        catch (Exception e) when (e is InvalidModelException or InvalidDataException or ProviderUnavailableException)
        {
            return LoadedVersion.Failed(PredictOutcome.Unavailable, $"{key} can't be loaded: {e.Message}");
        }
    }

    /// <summary>Panes leave every second; with many versions less often, so that the fleet's deliveries stay about a hundred a second.</summary>
    private TimeSpan PanePeriod() => TimeSpan.FromSeconds(Math.Clamp(_versions.Count / 100.0, 1, 10));

    [LoggerMessage(2, LogLevel.Warning, "{Version} has newer settings and could not be loaded again; its next delivery will try it once more.")]
    private partial void LogReloadFailed(Exception e, VersionKey version);

    [LoggerMessage(1, LogLevel.Information, "{Version} ({Bytes} bytes) is unloaded: idle, and the loaded models need more than {MaxModelBytes} bytes.")]
    private partial void LogEvicted(VersionKey version, long bytes, long maxModelBytes);
}
