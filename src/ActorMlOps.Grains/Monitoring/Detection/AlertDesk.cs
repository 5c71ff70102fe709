using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>The alert grains.</summary>
internal sealed class AlertDesk(IGrainFactory grains) : IAlertDesk
{
    public Task<AlarmShare> ShareAsync(VersionKey version, int detectors) =>
        grains.GetGrain<IAlertFleetGrain>(IAlertFleetGrain.Key).Share(version, detectors);

    public Task<SignalAnswer[]> TellAsync(string model, AlertSignal[] signals) =>
        grains.GetGrain<IAlertGrain>(new AlertScope(model).ToString()).Observe(signals);
}
