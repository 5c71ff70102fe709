using ActorMlOps.Grains.Registry;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Rows that become the reference of a version without one. Stored before they are acknowledged; gone once they are the reference.</summary>
internal sealed partial class DriftGrain
{
    private Row<BaselineState>? _baseline;

    private async Task<DeltaReceipt> CollectAsync(DriftDelta delta, bool stale)
    {
        var spec = _spec!;
        _baseline ??= await rows.ReadAsync<BaselineState>(StorageNames.Baseline, Key.ToString());
        var state = _baseline.Value ?? BaselineState.None;
        var next = state.Take(delta, spec.BaselineRows);
        try
        {
            if (next != state)
                _baseline = await rows.WriteAsync(StorageNames.Baseline, Key.ToString(), _baseline, next);
            var sequence = next.Sequences[delta.SiloInstance];
            if (next.Rows >= spec.BaselineRows)
                await AdoptAsync(spec, next);
            return new(sequence, sequence, [], stale || next.Rows >= spec.BaselineRows);
        }
        catch
        {
            _baseline = null;
            DeactivateOnIdle();
            throw;
        }
    }

    private async Task AdoptAsync(VersionSpec spec, BaselineState state)
    {
        var (profile, made, outliers) = ObservedReference.Build(spec, state);
        var reference = new MadeReference(
            await details.PutAsync(profile.Encode()),
            await details.PutAsync(made.Encode()),
            state.Rows,
            SegmentCodes.Extend(spec.Segments, spec.SegmentValues ?? [], profile),
            new(ReferenceOrigin.Baseline, clock.GetUtcNow(), From: state.From, To: state.To,
                Note: $"Made of the first {state.Rows} rows that were observed. There is no performance baseline."),
            outliers);
        await GrainFactory.GetGrain<IModelGrain>(Key.Model).AdoptBaseline(Key.Version, reference);
        // Not before: until then they are all there is.
        await rows.DeleteAsync(StorageNames.Baseline, Key.ToString(), _baseline!);
        _baseline = null;
    }
}
