using System.Diagnostics;
using ActorMlOps.Grains.Hosting;
using ActorMlOps.Grains.Registry;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Performance;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Keeps the encoded counters of each cell of one shard; the first shard adds up those of a window and compares them with the reference.</summary>
internal sealed partial class DriftGrain(
    RowStore rows, ProfileCache profiles, ReferenceDetailsCache details, IArtifactStore artifacts, Instruments instruments, TimeProvider clock)
    : Grain, IDriftGrain
{
    private VersionSpec? _spec;
    private ReferenceProfile? _profile;
    private TimelineStore<byte[]>? _timeline;
    private BinaryCounters? _labelled;
    private ReferenceDetails? _reference;
    private Task? _loading;

    private VersionKey Key => ShardKey.Version;

    private DriftShardKey ShardKey => DriftShardKey.Parse(this.GetPrimaryKeyString());

    public override Task OnActivateAsync(CancellationToken cancellationToken) => LoadAsync();

    public async Task<DeltaReceipt> Deliver(DriftDelta delta)
    {
        if ((_spec?.ProfileSha256 ?? "") != delta.ProfileSha256 || (_spec?.Revision ?? 0) < delta.Revision)
            await LoadAsync();
        var stale = _spec is not null && _spec.Revision > delta.Revision;
        if (_spec is { CollectsBaseline: true } && delta.ProfileSha256.Length == 0)
            return await CollectAsync(delta, stale);
        if (_timeline is null || _spec?.ProfileSha256 != delta.ProfileSha256)
        {
            // Counted by a reference that is no longer in force: comparing them would be wrong, keeping them of no use.
            var last = delta.Panes[^1].Header.Sequence;
            return new(last, last, [], stale);
        }
        try
        {
            var receipt = await _timeline.AppendAsync(delta.SiloInstance, [.. delta.Panes.Select(p => (p.Header, p.Counters))]);
            await (_watcher?.TakeAsync() ?? Task.CompletedTask);
            return receipt with { Stale = stale };
        }
        catch
        {
            // What is stored is not known any more: the next activation reads it.
            DeactivateOnIdle();
            throw;
        }
    }

    public Task Refresh() => LoadAsync();

    public async Task<DriftSum> Sum(WindowRange range)
    {
        if (_timeline is null)
            await LoadAsync();
        if (_timeline is null || _profile is null)
            return new(new(null, null, 0, null), [], null);
        var (profile, sha) = (_profile, _spec!.ProfileSha256);
        var (sum, cells) = await AddUpAsync(_timeline, profile, range);
        return new(Timeline.Describe(cells), sum.Counters.Encode(), sha);
    }

    public async Task<PerformanceEstimates> Estimate(WindowRange range, int? bucketSeconds, byte[] recent)
    {
        if (_timeline is null)
            await LoadAsync();
        if (_profile is null || _timeline is null)
            return new(ScoreEstimates.None("There is no reference to calibrate scores on: register the version with one."), []);
        var cells = await _timeline.ReadAsync(range, sums: bucketSeconds is null);
        return ScoreEstimates.Build(
            _profile, cells, bucketSeconds, await ReferenceAsync(), recent.Length == 0 ? new() : BinaryCounters.Decode(recent));
    }

    /// <summary>Adds up a window of this shard.</summary>
    private static async Task<(WindowSum Sum, List<WindowCell<byte[]>> Cells)> AddUpAsync(
        TimelineStore<byte[]> timeline, ReferenceProfile profile, WindowRange range)
    {
        var cells = await timeline.ReadAsync(range, sums: true);
        var sum = new WindowSum(profile);
        foreach (var cell in cells)
            sum.Add(cell.Value);
        return (sum, cells);
    }

    private async Task<BinaryCounters?> ReferenceAsync()
    {
        if (_labelled is null && _spec is { BaselineSha256: { } sha, Output.Task: TaskKind.Binary })
            _labelled = BinaryCounters.Decode(await BaselineAsync(sha));
        return _labelled;
    }

    private async Task<byte[]> BaselineAsync(string sha) => await artifacts.ReadAsync(sha)
        ?? throw new InvalidDataException($"The reference's performance counters {sha} are missing from the artifact store.");

    /// <summary>Reports interleave with deliveries: whoever finds a load under way waits for it.</summary>
    private Task LoadAsync() => _loading is { IsCompleted: false } ? _loading : _loading = LoadOnceAsync();

    private async Task LoadOnceAsync()
    {
        var spec = await GrainFactory.GetGrain<IModelGrain>(Key.Model).GetSpec(Key.Version);
        if (spec is not null && _spec is not null && spec.ProfileSha256 == _spec.ProfileSha256 && _timeline is not null)
        {
            // Other settings, the same reference.
            _spec = spec;
            await WatchAsync(spec, _profile!, _timeline);
            return;
        }
        _labelled = null;
        var whole = spec?.ProfileSha256 is { } sha ? await profiles.GetAsync(sha) : null;
        if (whole is null)
        {
            (_spec, _profile, _timeline, _watcher) = (spec, null, null, null);
            return;
        }
        var profile = DriftShards.Of(whole, spec!.Features.Length, ShardKey.Shard);
        var timeline = new TimelineStore<byte[]>(
            rows, StorageNames.Drift, ShardKey.StorageKey, spec.ProfileSha256!, (a, b) => WindowSum.Merge(profile, a, b), clock, large: true);
        // What was counted by the reference before is dropped here.
        await timeline.LoadAsync();
        (_spec, _profile, _timeline) = (spec, profile, timeline);
        await WatchAsync(spec, profile, timeline);
    }
}
