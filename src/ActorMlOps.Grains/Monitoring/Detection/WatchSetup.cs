using System.Globalization;
using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Sequential;

namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>What detectors are made with. Others begin anew when it changes.</summary>
/// <param name="Threshold">Days per false alarm of the whole fleet; each detector is given its share of the time.</param>
internal sealed record WatchSetup(string Reference, double Threshold, double Tolerance)
{
    public static WatchSetup Of(string reference, AlarmShare share, DetectorsConfig config) =>
        new(reference, Math.Max(1, share.FalseAlarmsPer.TotalDays), config.Tolerance ?? DetectorsConfig.DefaultTolerance);

    public EDetectorOptions Options(AlarmShare share, DesignEffect effect) => new()
    {
        Threshold = Threshold,
        Tolerance = Tolerance,
        Detectors = share.Detectors,
        DesignEffect = effect,
    };

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Reference}/{Threshold:R}/{Tolerance:R}");
}
