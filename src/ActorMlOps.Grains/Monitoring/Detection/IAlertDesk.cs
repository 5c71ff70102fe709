using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>What detectors need of the alerts.</summary>
internal interface IAlertDesk
{
    Task<AlarmShare> ShareAsync(VersionKey version, int detectors);

    /// <returns>The answers in the order of the signals.</returns>
    Task<SignalAnswer[]> TellAsync(string model, AlertSignal[] signals);
}
