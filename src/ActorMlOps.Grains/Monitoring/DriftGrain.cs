using System.Diagnostics;
using ActorMlOps.Grains.Hosting;
using ActorMlOps.Grains.Registry;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Performance;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Keeps the encoded counters of each cell; a report adds up those of its window and compares them with the reference.</summary>
internal sealed class DriftGrain(
    RowStore rows, ProfileCache profiles, IArtifactStore artifacts, Instruments instruments, TimeProvider clock) : Grain, IDriftGrain
{
    private VersionSpec? _spec;
    private ReferenceProfile? _profile;
    private TimelineStore<byte[]>? _timeline;
    private BinaryCounters? _labelled;

    private VersionKey Key => VersionKey.Parse(this.GetPrimaryKeyString());

    public override Task OnActivateAsync(CancellationToken cancellationToken) => LoadAsync();

    public async Task<DeltaReceipt> Deliver(DriftDelta delta)
    {
        if (_spec?.ProfileSha256 != delta.ProfileSha256)
            await LoadAsync();
        if (_timeline is null || _spec?.ProfileSha256 != delta.ProfileSha256)
        {
            // Counted by a reference that is no longer in force: comparing them would be wrong, keeping them of no use.
            var last = delta.Panes[^1].Header.Sequence;
            return new(last, last, []);
        }
        try
        {
            return await _timeline.AppendAsync(delta.SiloInstance, [.. delta.Panes.Select(p => (p.Header, p.Counters))]);
        }
        catch
        {
            // What is stored is not known any more: the next activation reads it.
            DeactivateOnIdle();
            throw;
        }
    }

    public async Task<DriftReport> Report(WindowRange range, string[]? methods)
    {
        if (_timeline is null)
            await LoadAsync();
        if (_spec is null || _profile is null || _timeline is null)
        {
            return new(Key.Model, Key.Version, new(null, null, 0, null), 0, [], [], new(false, null, DriftReports.DatasetThreshold),
                "There is no reference to compare with: register the version with one.");
        }
        using var activity = Instruments.Activities.StartActivity(Telemetry.Spans.Drift);
        activity?.SetTag(Telemetry.Tags.Model, Key.Model).SetTag(Telemetry.Tags.Version, Key.Version);
        var started = clock.GetTimestamp();

        var cells = await _timeline.ReadAsync(range, sums: true);
        var window = new WindowCounters(_profile);
        foreach (var cell in cells)
            WindowCounters.MergeEncoded(_profile, cell.Value, window);
        var report = DriftReports.Build(_spec, _profile, window, Timeline.Describe(cells), methods);

        var tags = new TagList { { Telemetry.Tags.Model, Key.Model }, { Telemetry.Tags.Version, Key.Version } };
        instruments.DriftReports.Add(1, tags);
        instruments.DriftDuration.Record(clock.GetElapsedTime(started).TotalSeconds, tags);
        return report;
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

    private async Task<BinaryCounters?> ReferenceAsync()
    {
        if (_labelled is null && _spec?.BaselineSha256 is { } sha)
        {
            var bytes = await artifacts.ReadAsync(sha)
                ?? throw new InvalidDataException($"The reference's performance counters {sha} are missing from the artifact store.");
            _labelled = BinaryCounters.Decode(bytes);
        }
        return _labelled;
    }

    private async Task LoadAsync()
    {
        _labelled = null;
        _spec = await GrainFactory.GetGrain<IModelGrain>(Key.Model).GetSpec(Key.Version);
        _profile = _spec?.ProfileSha256 is { } sha ? await profiles.GetAsync(sha) : null;
        if (_profile is null)
            return;
        var profile = _profile;
        var timeline = new TimelineStore<byte[]>(rows, StorageNames.Drift, Key.ToString(), _spec!.ProfileSha256!, MergeEncoded, clock, large: true);
        await timeline.LoadAsync();
        _timeline = timeline;

        byte[] MergeEncoded(byte[] a, byte[] b)
        {
            var merged = new WindowCounters(profile);
            WindowCounters.MergeEncoded(profile, a, merged);
            WindowCounters.MergeEncoded(profile, b, merged);
            return merged.Encode();
        }
    }
}
