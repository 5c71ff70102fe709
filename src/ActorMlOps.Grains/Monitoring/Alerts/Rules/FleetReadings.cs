using ActorMlOps.Grains.Monitoring.Resources;
using ActorMlOps.Monitoring;
using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts.Rules;

/// <summary>Numbers over all silos: the sum, of shares the largest.</summary>
internal static class FleetReadings
{
    public static AlertKind KindOf(string metric) =>
        metric is FleetFold.Unauthorized or FleetFold.Malformed ? AlertKind.Security : AlertKind.Resource;

    public static Reading Of(FleetResources fleet, string metric) => fleet.Fleet.TryGetValue(metric, out var figure)
        ? new(figure.Sum ?? figure.Max)
        : new(null, Reason: "No silo has told it.");
}
