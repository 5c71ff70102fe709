using ActorMlOps.Grains.Monitoring.Detection;
using ActorMlOps.Monitoring.Detection;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Detectors on what is counted here; they look after each delivery, and every ten seconds.</summary>
internal sealed partial class DriftGrain
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(WindowGrid.HopSeconds);

    private DriftWatcher? _watcher;
    private IGrainTimer? _looks;

    public async Task<DetectorsReport> Detectors()
    {
        if (_timeline is null)
            await LoadAsync();
        if (_watcher is not { } watcher)
        {
            return new(Key.Model, Key.Version, null, null, [],
                "There is no reference to compare with: register the version with one.");
        }
        await watcher.LookAsync();
        return watcher.Report();
    }

    /// <summary>Begins to watch anew, from what is stored: after a start, another reference or other settings.</summary>
    private async Task WatchAsync(VersionSpec spec, ReferenceProfile profile, TimelineStore<byte[]> timeline)
    {
        var chunks = await ChunksAsync(spec);
        // Another load may have been faster.
        if (_timeline != timeline || _spec != spec)
            return;
        _watcher = new(
            ShardKey.StorageKey, spec, profile, timeline,
            value => WindowCounters.Decode(profile, PaneValue.Section(value, PaneSection.Counters)), chunks, rows, new AlertDesk(GrainFactory), clock,
            ServiceProvider.GetRequiredService<ILogger<DriftWatcher>>());
        _looks ??= this.RegisterGrainTimer(
            _ => _watcher?.LookAsync() ?? Task.CompletedTask, new GrainTimerCreationOptions(TimeSpan.Zero, LookEvery));
    }

    /// <summary>This shard's columns of each part of the reference, in the order of time; empty: its rows are in no such order.</summary>
    private async Task<IReadOnlyList<IReadOnlyList<ColumnCounters>>> ChunksAsync(VersionSpec spec)
    {
        if (spec is not { Detectors.OrderedReference: true, DetailsSha256: { } sha, ProfileSha256: { } profileSha })
            return [];
        var whole = await profiles.GetAsync(profileSha);
        var reference = await details.GetAsync(sha, whole);
        return [.. reference.Chunks(whole).Select(c => DriftShards.Part(c.Columns, spec.Features.Length, ShardKey.Shard))];
    }
}
