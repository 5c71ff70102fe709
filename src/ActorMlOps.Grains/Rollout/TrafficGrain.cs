using System.Diagnostics;
using System.Security.Cryptography;
using ActorMlOps.Grains.Hosting;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;

namespace ActorMlOps.Grains.Rollout;

/// <summary>Validate, prepare, write, then tell every silo. What is stored is the truth; this grain only decides what to store.</summary>
internal sealed class TrafficGrain(RowStore rows, SiloAgents agents, Instruments instruments, TimeProvider clock) : Grain, ITrafficGrain
{
    private static readonly TimeSpan PrepareDeadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CommitDeadline = TimeSpan.FromSeconds(1);

    private Row<TrafficState> _row = Row<TrafficState>.None;

    private string Model => this.GetPrimaryKeyString();

    private TrafficState State => _row.Value ?? TrafficState.None;

    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        _row = await rows.ReadAsync<TrafficState>(StorageNames.Traffic, Model);

    public Task<Policy?> GetPolicy() => Task.FromResult(State.Policy);

    public Task<RolloutState[]> Rollouts() => Task.FromResult(State.Rollouts);

    public async Task EnsureFirst(string version)
    {
        if (State.Policy is not null)
            return;
        var salt = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
        var result = await SwitchAsync(new(TrafficMachine.First(Model, version, salt), []), []);
        if (result.Errors.Length > 0)
            throw new InvalidOperationException($"Version '{version}' of '{Model}' can't be given the traffic: {string.Join(" ", result.Errors)}");
    }

    public async Task<SwitchResult> Set(TrafficChange change) => State.Policy is null
        ? Unknown()
        : await SwitchAsync(TrafficMachine.Set(State, change, await RegisteredAsync()), change.Shadows);

    public async Task<SwitchResult> Start(StartRollout command) => State.Policy is null
        ? Unknown()
        : await SwitchAsync(RolloutMachine.Start(State, command, await RegisteredAsync(), clock.GetUtcNow()), [command.Candidate]);

    public async Task<SwitchResult?> Command(string rolloutId, RolloutCommand command, string by) =>
        Array.Exists(State.Rollouts, r => r.Id == rolloutId)
            ? await SwitchAsync(RolloutMachine.Command(State, rolloutId, command, by, clock.GetUtcNow()), [])
            : null;

    public async Task<string[]> Load(string[] versions)
    {
        var answers = await agents.CallAsync(a => a.Prepare(Model, versions), PrepareDeadline);
        return
        [
            .. answers.SelectMany(a => a.Answer ?? []).Distinct(),
            .. answers.Where(a => a.Answer is null).Select(a => $"Silo {a.Silo} did not answer within {PrepareDeadline.TotalSeconds:0} s."),
        ];
    }

    public async Task<string[]> Unload(string[] versions)
    {
        var inUse = versions.Where(HasTraffic)
            .Select(v => $"Version '{v}' of '{Model}' has traffic: take that away before it is unloaded.")
            .ToArray();
        if (inUse.Length > 0)
            return inUse;
        // A silo that takes longer goes on by itself; this grain must not keep a roll-back waiting.
        await agents.CallAsync(async a =>
        {
            await Task.WhenAll(versions.Select(v => a.Unload(Model, v)));
            return Model;
        }, CommitDeadline);
        return [];
    }

    public async Task<string[]> Loaded(string[] versions)
    {
        var answers = await agents.CallAsync(a => a.Loaded(Model, versions), CommitDeadline);
        return Array.FindAll(versions, v => answers.All(a => a.Answer?.Contains(v) ?? false));
    }

    private bool HasTraffic(string version) =>
        State.Policy is { } policy && (Array.Exists(policy.Variants, v => v.Version == version && v.Weight > 0) || policy.Shadows.Contains(version))
        || Array.Exists(State.Rollouts, r => !r.Ended && (r.Candidate == version || r.Stable == version));

    private async Task<IReadOnlySet<string>> RegisteredAsync()
    {
        var model = await GrainFactory.GetGrain<IModelGrain>(Model).Get();
        return model is null ? new HashSet<string>() : model.Versions.Select(v => v.Spec.Key.Version).ToHashSet();
    }

    /// <param name="prepare">Versions to load everywhere first, beside those that gain weight.</param>
    private async Task<SwitchResult> SwitchAsync(TrafficDecision decision, string[] prepare)
    {
        if (decision.Next is not { } next)
            return new(State.Policy, [], [], (int)PolicyCache.Lease.TotalMilliseconds, decision.Errors, decision.Conflict);
        var policy = next.Policy!;
        using var activity = Instruments.Activities.StartActivity(Telemetry.Spans.Traffic);
        activity?.SetTag(Telemetry.Tags.Model, Model).SetTag("epoch", policy.Epoch);

        var serving = State.Policy?.Variants.Where(v => v.Weight > 0).Select(v => v.Version).ToHashSet() ?? [];
        var cold = policy.Variants.Where(v => v.Weight > 0 && !serving.Contains(v.Version)).Select(v => v.Version)
            .Where(v => !IsKeptWarm(v)).Concat(prepare).Distinct().ToArray();
        if (cold.Length > 0)
        {
            var prepared = await agents.CallAsync(a => a.Prepare(Model, cold), PrepareDeadline);
            if (prepared.SelectMany(p => p.Answer ?? []).Distinct().ToArray() is { Length: > 0 } errors)
                return new(State.Policy, [], [], (int)PolicyCache.Lease.TotalMilliseconds, errors, Conflict: true);
        }

        await WriteAsync(next);
        instruments.TrafficSwitches.Add(1, new KeyValuePair<string, object?>(Telemetry.Tags.Model, Model));
        instruments.SetEpoch(Model, policy.Epoch);
        var installed = await InstallAsync(policy);
        return new(
            policy,
            [.. installed.Where(i => i.Answer is not null).Select(i => i.Silo)],
            [.. installed.Where(i => i.Answer is null).Select(i => i.Silo)],
            (int)PolicyCache.Lease.TotalMilliseconds,
            [],
            Rollout: Array.Find(next.Rollouts, r => r.Id == decision.RolloutId));
    }

    /// <summary>The switch is made already: a silo that can't be told reads it when its lease ends.</summary>
    private async Task<IReadOnlyList<(string Silo, string? Answer)>> InstallAsync(Policy policy)
    {
        try
        {
            return await agents.CallAsync(async a =>
            {
                await a.Install(policy);
                return policy.Model;
            }, CommitDeadline);
        }
        catch (Exception)
        {
            return [];
        }
    }

    /// <summary>The stable version of a running rollout stays loaded, so a roll-back never waits for a load.</summary>
    private bool IsKeptWarm(string version) => Array.Exists(State.Rollouts, r => !r.Ended && r.Stable == version);

    private async Task WriteAsync(TrafficState next)
    {
        try
        {
            _row = await rows.WriteAsync(StorageNames.Traffic, Model, _row, next);
        }
        catch
        {
            // The outcome is unknown: what is stored decides, also about what to answer.
            _row = await rows.ReadAsync<TrafficState>(StorageNames.Traffic, Model);
            if (State.Policy?.Epoch != next.Policy!.Epoch || !Same(State.Policy, next.Policy))
                throw;
        }
    }

    private static bool Same(Policy a, Policy b) =>
        a.Salt == b.Salt && a.Variants.SequenceEqual(b.Variants) && a.Shadows.SequenceEqual(b.Shadows);

    private SwitchResult Unknown() =>
        new(null, [], [], (int)PolicyCache.Lease.TotalMilliseconds, [$"Model '{Model}' has no version yet."]);
}
