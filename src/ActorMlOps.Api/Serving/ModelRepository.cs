using ActorMlOps.Api.Hosting;
using ActorMlOps.Client;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;
using ActorMlOps.Serving;

namespace ActorMlOps.Api.Serving;

/// <summary>
/// Which versions are loaded, and loading and unloading them on every silo. A version is also loaded by the first request that reaches it,
/// so that being unloaded costs its callers time, never an answer.
/// </summary>
internal sealed class ModelRepository(IGrainFactory grains, SpecCache specs)
{
    private const string Ready = "READY";
    private const string Unavailable = "UNAVAILABLE";

    /// <exception cref="RequestException">404.</exception>
    public async Task<ModelMetadata> DescribeAsync(string model, string? version)
    {
        var spec = (await specs.GetAsync(model, version)).Spec;
        var info = await grains.GetGrain<IModelGrain>(model).Get();
        return new(
            model,
            version is null ? [.. info!.Versions.Select(v => v.Spec.Key.Version)] : [version],
            ModelMetadata.Onnx,
            Array.ConvertAll(spec.Signature.Inputs, TensorMetadata.Of),
            Array.ConvertAll(spec.Signature.Outputs, TensorMetadata.Of));
    }

    /// <summary>
    /// Whether the version, or all that have traffic, would answer now. What has traffic and isn't loaded (after a restart) is loaded by
    /// the question: who waits for it to be ready would otherwise wait for ever.
    /// </summary>
    /// <exception cref="RequestException">404 unknown, 409 not loaded.</exception>
    /// <exception cref="PredictionException">It can't be loaded.</exception>
    public async Task DemandReadyAsync(string model, string? version)
    {
        await specs.GetAsync(model, version);
        var traffic = grains.GetGrain<ITrafficGrain>(model);
        var serving = Serving(await traffic.GetPolicy());
        if (version is null || serving.Contains(version))
            Demand(await traffic.Load(version is null ? serving : [version]));
        else if ((await traffic.Loaded([version])).Length == 0)
            throw new RequestException(StatusCodes.Status409Conflict, $"Version '{version}' is {NotLoaded(model, version)}.");
    }

    /// <param name="version">Null: those that have traffic.</param>
    /// <exception cref="RequestException">404.</exception>
    /// <exception cref="PredictionException">It can't be loaded.</exception>
    public async Task LoadAsync(string model, string? version)
    {
        await specs.GetAsync(model, version);
        var traffic = grains.GetGrain<ITrafficGrain>(model);
        Demand(await traffic.Load(version is null ? Serving(await traffic.GetPolicy()) : [version]));
    }

    /// <param name="version">Null: all of the model's.</param>
    /// <exception cref="RequestException">404; 409: one of them has traffic.</exception>
    public async Task UnloadAsync(string model, string? version)
    {
        await specs.GetAsync(model, version);
        string[] versions = version is null ? await VersionsAsync(model) : [version];
        if (await grains.GetGrain<ITrafficGrain>(model).Unload(versions) is { Length: > 0 } errors)
            throw new RequestException(StatusCodes.Status409Conflict, errors);
    }

    /// <param name="onlyReady">Leave out what isn't loaded.</param>
    public async Task<RepositoryEntry[]> IndexAsync(bool onlyReady)
    {
        var names = await grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key).List();
        var entries = await Task.WhenAll(names.Select(EntriesAsync));
        return [.. entries.SelectMany(e => e).Where(e => !onlyReady || e.State == Ready)];
    }

    private async Task<IEnumerable<RepositoryEntry>> EntriesAsync(string model)
    {
        var versions = await VersionsAsync(model);
        var loaded = versions.Length == 0 ? [] : await grains.GetGrain<ITrafficGrain>(model).Loaded(versions);
        return versions.Select(version => loaded.Contains(version)
            ? new RepositoryEntry(model, version, Ready, "")
            : new RepositoryEntry(model, version, Unavailable, NotLoaded(model, version)));
    }

    private async Task<string[]> VersionsAsync(string model) =>
        [.. (await grains.GetGrain<IModelGrain>(model).Get())?.Versions.Select(v => v.Spec.Key.Version) ?? []];

    private static string NotLoaded(string model, string version) =>
        $"not loaded; it is with its first request, or by POST /v2/repository/models/{model}/versions/{version}/load";

    private static string[] Serving(Policy? policy) => [.. policy?.Variants.Where(v => v.Weight > 0).Select(v => v.Version) ?? []];

    private static void Demand(string[] errors)
    {
        if (errors.Length > 0)
            throw new PredictionException(PredictOutcome.Unavailable, string.Join(" ", errors));
    }
}
