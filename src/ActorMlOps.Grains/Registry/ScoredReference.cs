using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Grains.Registry;

/// <param name="Profile">Null if there are errors.</param>
/// <param name="Baseline">Performance on the reference's own labels.</param>
/// <param name="Labelled">Encoded counters that it came from; null without labels.</param>
/// <param name="Details">Null if there are errors.</param>
internal sealed record ScoredReference(
    ReferenceProfile? Profile, Dictionary<string, MetricValue> Baseline, byte[]? Labelled, IReadOnlyList<string> Errors, IReadOnlyList<string> Warnings,
    ReferenceDetails? Details = null, OutlierRule? Outliers = null);
