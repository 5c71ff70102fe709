using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>A version's share of the fleet's budget of false alarms, asked for again before it runs out. Without one nothing is bet on.</summary>
internal sealed class ShareLease(IAlertDesk desk, VersionSpec spec, TimeProvider clock)
{
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(20);

    private AlarmShare? _share;

    /// <summary>Null: there is none that holds.</summary>
    public AlarmShare? Held => _share is { } share && share.Until > clock.GetUtcNow() && share.Weight > 0 ? share : null;

    /// <summary>Of each detector.</summary>
    public static double WeightOf(AlarmShare share, VersionSpec spec) => WeightOfVersion(share, spec) / DetectorPlan.Count(spec);

    /// <summary>Of all detectors of the version: no more than makes it keep its own promise, if it has one.</summary>
    public static double WeightOfVersion(AlarmShare share, VersionSpec spec) =>
        spec.Drift?.FalseAlarmsPer is { } per ? Math.Min(share.Weight, share.FalseAlarmsPer / per) : share.Weight;

    public async Task<AlarmShare?> RenewAsync()
    {
        if (_share is null || _share.Until - clock.GetUtcNow() < RenewBefore)
            _share = await desk.ShareAsync(spec.Key, DetectorPlan.Count(spec));
        return Held;
    }
}
