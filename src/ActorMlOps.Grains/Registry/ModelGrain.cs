using System.Text.Json;
using ActorMlOps.Grains.Rollout;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;

namespace ActorMlOps.Grains.Registry;

/// <summary>Checks with <see cref="Registrar"/>, writes, and only then lets the version have traffic.</summary>
internal sealed partial class ModelGrain(RowStore rows, Registrar registrar, SiloAgents agents, TimeProvider clock) : Grain, IModelGrain
{
    /// <summary>A silo that takes longer goes on by itself.</summary>
    private static readonly TimeSpan UnloadDeadline = TimeSpan.FromSeconds(10);

    private Row<ModelState> _row = Row<ModelState>.None;

    private string Name => this.GetPrimaryKeyString();

    private ModelState State => _row.Value ?? ModelState.None;

    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        _row = await rows.ReadAsync<ModelState>(StorageNames.Model, Name);

    public Task<ModelInfo?> Get() =>
        Task.FromResult(State.Versions.Length == 0 ? null : new ModelInfo(Name, State.Versions));

    public Task<VersionSpec?> GetSpec(string version) => Task.FromResult(Find(version)?.Spec);

    public async Task<RegisterResult> Register(RegisterVersion command, CancellationToken cancellationToken)
    {
        if (Find(command.Version) is { } existing)
        {
            var conflicts = Conflicts(existing, command);
            if (conflicts.Length > 0)
                return new(RegisterOutcome.Conflict, existing, conflicts);
            await AnnounceAsync();
            return new(RegisterOutcome.Same, existing, []);
        }
        if (!ResourceName.IsValid(Name) || !ResourceName.IsValid(command.Version))
            return new(RegisterOutcome.Invalid, null, [$"Names of models and versions must be {ResourceName.Rule}."]);
        var checkedVersion = await registrar.CheckAsync(new(Name, command.Version), command, State.Versions, cancellationToken);
        if (checkedVersion.Info is not { } info)
            return new(RegisterOutcome.Invalid, null, [.. checkedVersion.Errors]);
        if (State.LastNumber == ModelState.MaxNumber)
            return new(RegisterOutcome.Invalid, null, [$"The model has had {ModelState.MaxNumber} versions, and numbers are never given again: register it under a new name."]);
        var number = State.LastNumber + 1;
        var spec = info.Spec with { ModelNumber = await GrainFactory.GetGrain<ICatalogGrain>(ICatalogGrain.Key).Number(Name), Number = number };
        info = info with { Spec = spec };
        await WriteAsync(State with { Versions = [.. State.Versions, info], LastNumber = number });
        await AnnounceAsync();
        return new(RegisterOutcome.Created, info, []);
    }

    public async Task<RetireOutcome> Retire(string version)
    {
        if (Find(version) is null)
            return RetireOutcome.UnknownVersion;
        var traffic = GrainFactory.GetGrain<ITrafficGrain>(Name);
        if (await traffic.GetPolicy() is { } policy && policy.Versions.Contains(version))
            return RetireOutcome.InUse;
        if ((await traffic.Rollouts()).Any(r => !r.Ended && (r.Candidate == version || r.Stable == version)))
            return RetireOutcome.InUse;
        await WriteAsync(State with { Versions = [.. State.Versions.Where(v => v.Spec.Key.Version != version)] });
        await agents.CallAsync(async a =>
        {
            await a.Unload(Name, version);
            return Name;
        }, UnloadDeadline);
        return RetireOutcome.Retired;
    }

    /// <summary>Repeatable, so that a crash between the registration and this is mended by the caller's repeat.</summary>
    private async Task AnnounceAsync()
    {
        await GrainFactory.GetGrain<ICatalogGrain>(ICatalogGrain.Key).Add(Name);
        await GrainFactory.GetGrain<ITrafficGrain>(Name).EnsureFirst(State.Versions[0].Spec.Key.Version);
    }

    private VersionInfo? Find(string version) => Array.Find(State.Versions, v => v.Spec.Key.Version == version);

    private static string[] Conflicts(VersionInfo existing, RegisterVersion command)
    {
        var version = existing.Spec.Key.Version;
        if (existing.Spec.ModelSha256 != command.ModelSha256)
            return [$"Version '{version}' exists with another model file (SHA-256 {existing.Spec.ModelSha256}); versions never change: register the file under a new version."];
        if (existing.ReferenceSha256 != command.ReferenceSha256)
            return [$"Version '{version}' exists with another reference; set a new one by PUT .../versions/{version}/reference."];
        return JsonSerializer.Serialize(existing.Config) == JsonSerializer.Serialize(command.Config)
            ? []
            : [$"Version '{version}' exists with another config; change it by PUT .../versions/{version}/monitoring."];
    }

    private async Task WriteAsync(ModelState next)
    {
        try
        {
            _row = await rows.WriteAsync(StorageNames.Model, Name, _row, next);
        }
        catch
        {
            // The outcome is unknown: what is stored decides.
            _row = await rows.ReadAsync<ModelState>(StorageNames.Model, Name);
            throw;
        }
    }
}
