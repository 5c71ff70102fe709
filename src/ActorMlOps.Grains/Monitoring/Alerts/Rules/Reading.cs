namespace ActorMlOps.Grains.Monitoring.Alerts.Rules;

/// <summary>A metric's value in a report; undefined: null with a reason.</summary>
internal readonly record struct Reading(double? Value, double? Low = null, double? High = null, string? Reason = null);
