using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Registry;

/// <summary>Pure: what is wrong with <c>labels</c> and <c>metrics</c> of a version's config.</summary>
internal static class MonitoringRules
{
    /// <param name="versions">Those that the model has.</param>
    public static IEnumerable<string> Objections(VersionConfig config, IReadOnlyList<VersionInfo> versions)
    {
        if (config.Labels?.Horizon is { } horizon && (horizon < LabelRules.LeastHorizon || horizon > LabelRules.MostHorizon))
            yield return "'labels.horizon' must be from 1h to 400d.";
        if (config.Labels?.Ledger is < LabelRules.LeastLedger or > LabelRules.MostLedger)
            yield return "'labels.ledger' must be from 1,000 to 100,000,000.";
        var metrics = config.Metrics ?? [];
        if (metrics.Length > CustomMetricConfig.Most)
            yield return $"'metrics' names {metrics.Length} metrics; at most {CustomMetricConfig.Most} are kept.";
        for (var i = 0; i < metrics.Length; i++)
        {
            var (name, kind) = (metrics[i].Name, metrics[i].Kind);
            if (!ResourceName.IsValid(name))
                yield return $"'metrics[{i}].name': '{name}' must be {ResourceName.Rule}.";
            if (Array.FindIndex(metrics, m => m.Name == name) < i)
                yield return $"'metrics[{i}].name': '{name}' is there twice.";
            // A value may come before it is known which version it is for.
            if (versions.FirstOrDefault(v => v.Spec.CustomMetrics.Any(m => m.Name == name && m.Kind != kind)) is { } other)
                yield return $"'metrics[{i}].kind': version '{other.Spec.Key.Version}' has '{name}' with another kind; give this one another name.";
        }
    }
}
