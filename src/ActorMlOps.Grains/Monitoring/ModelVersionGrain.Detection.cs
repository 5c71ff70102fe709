using ActorMlOps.Grains.Monitoring.Detection;
using ActorMlOps.Monitoring;
using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Monitoring.Detection;
using ActorMlOps.Registry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Detectors on labelled rows; and the report of all detectors of the version.</summary>
internal sealed partial class ModelVersionGrain
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(WindowGrid.HopSeconds);

    private ConceptWatcher? _concept;
    private IGrainTimer? _looks;

    public Task Labelled(int partition)
    {
        _concept?.Changed(partition);
        // The first look asks all partitions.
        _looks ??= this.RegisterGrainTimer(_ => LookAsync(), new GrainTimerCreationOptions(TimeSpan.Zero, LookEvery));
        return Task.CompletedTask;
    }

    public async Task<DetectorsReport> Detectors()
    {
        var spec = await GrainFactory.GetGrain<IModelGrain>(Key.Model).GetSpec(Key.Version);
        var shards = await Task.WhenAll(Enumerable.Range(0, spec is null ? 1 : DriftShards.Count(spec))
            .Select(s => GrainFactory.GetGrain<IDriftGrain>(new DriftShardKey(Key, s).ToString()).Detectors()));
        var drift = shards[0] with
        {
            Detectors = [.. shards.SelectMany(s => s.Detectors)],
            Reason = Array.Find(shards, s => s.Reason is not null)?.Reason,
        };
        var steps = drift.Detectors.Length == 0 ? 0 : drift.Detectors.Max(d => d.Steps);
        var dummies = drift.Detectors.Length == 0 ? [] : DetectorInfo.Dummies(AlertKind.Drift, steps);
        if (spec is null || !DetectorPlan.HasConcept(spec.Output))
            return drift with { Detectors = [.. drift.Detectors, .. dummies] };
        for (var p = 0; p < spec.LabelPartitions; p++)
            _concept?.Changed(p);
        await LookAsync();
        var (infos, reason) = _concept!.Report();
        return drift with { Detectors = [.. drift.Detectors, .. dummies, .. infos], Reason = drift.Reason ?? reason };
    }

    private async Task LookAsync()
    {
        var spec = await GrainFactory.GetGrain<IModelGrain>(Key.Model).GetSpec(Key.Version);
        if (spec is null || !DetectorPlan.HasConcept(spec.Output))
            return;
        if (_concept?.Spec is not { } watched
            || watched.BaselineSha256 != spec.BaselineSha256
            || watched.Drift?.FalseAlarmsPer != spec.Drift?.FalseAlarmsPer
            || !AreSame(watched.Detectors, spec.Detectors))
        {
            _concept = new(
                spec, await ReferenceCellsAsync(spec), rows, new AlertDesk(GrainFactory), GrainFactory, clock,
                ServiceProvider.GetRequiredService<ILogger<ConceptWatcher>>());
        }
        await _concept.LookAsync();
    }

    private async Task<long[]?> ReferenceCellsAsync(VersionSpec spec)
    {
        if (spec.BaselineSha256 is not { } sha)
            return null;
        var bytes = await ServiceProvider.GetRequiredService<IArtifactStore>().ReadAsync(sha)
            ?? throw new InvalidDataException($"The reference's performance counters {sha} are missing from the artifact store.");
        return ConceptStream.Cells(new(spec.Output, bytes), spec.Output);
    }

    /// <summary>Records compare arrays by reference.</summary>
    private static bool AreSame(DetectorsConfig? a, DetectorsConfig? b) =>
        a?.Concept is null || b?.Concept is null ? a == b : a.Concept.SequenceEqual(b.Concept) && (a with { Concept = b.Concept }) == b;
}
