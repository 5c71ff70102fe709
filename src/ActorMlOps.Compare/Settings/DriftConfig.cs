using System.Text.Json;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Multivariate;

namespace ActorMlOps.Compare.Settings;

/// <summary>Tests and thresholds: <c>drift</c> of a version's config.</summary>
/// <param name="Methods">
/// Tests of every column, and of whole rows; null: PSI and KS for numbers, PSI and chi-square for categories, both tests of whole rows.
/// </param>
/// <param name="Mode"><c>default</c>; or <c>evidently</c>, <c>nannyml</c>, which choose the tests of columns themselves.</param>
/// <param name="Correction">
/// <c>benjaminiHochberg</c> (default), <c>benjaminiYekutieli</c>, <c>holm</c>, <c>bonferroni</c> or <c>none</c>.
/// </param>
/// <param name="Features">Tests of single columns, by name, in place of <paramref name="Methods"/>.</param>
/// <param name="Alpha">Significance level, above 0, below 1; default 0.05.</param>
/// <param name="Thresholds">By method, in place of the customary ones; each at least 0.</param>
/// <param name="DatasetShare">
/// Share of drifted features from which the data set has drifted, above 0, at most 1; default 0.5, and always that in mode <c>evidently</c>.
/// </param>
/// <param name="FalseAlarmsPer">Of a running version: read over.</param>
/// <param name="SampleSensitive">Of a running version: read over.</param>
public sealed record DriftConfig(
    string[]? Methods = null,
    string? Mode = null,
    string? Correction = null,
    Dictionary<string, string[]>? Features = null,
    double? Alpha = null,
    Dictionary<string, double>? Thresholds = null,
    double? DatasetShare = null,
    JsonElement? FalseAlarmsPer = null,
    JsonElement? SampleSensitive = null)
{
    /// <summary>The tests of whole rows that this config asks for.</summary>
    internal IReadOnlyCollection<string> Multivariate =>
        Methods is null ? MultivariateMethods.All : [.. MultivariateMethods.All.Where(Methods.Contains)];

    /// <exception cref="ComparisonException">A value is out of its range; the messages name the fields.</exception>
    internal DriftOptions ToOptions()
    {
        if (Objections().ToArray() is { Length: > 0 } errors)
            throw new ComparisonException(errors);
        var mode = DriftNames.Find(DriftNames.Modes, Mode, "drift.mode") ?? DriftMode.Standard;
        string[] columns = [.. (Methods ?? []).Except(MultivariateMethods.All)];
        return DriftOptions.Default.WithThresholds(Thresholds) with
        {
            Methods = columns.Length > 0 ? columns : null,
            ColumnMethods = Features?.ToDictionary(f => f.Key, f => (IReadOnlyCollection<string>)f.Value),
            Mode = mode,
            Correction = DriftNames.Find(DriftNames.Corrections, Correction, "drift.correction") ?? Statistics.Drift.Correction.BenjaminiHochberg,
            Alpha = Alpha ?? DriftOptions.Default.Alpha,
            DatasetThreshold = mode == DriftMode.Evidently
                ? EvidentlyMode.DatasetShare
                : DatasetShare ?? DriftOptions.Default.DatasetThreshold,
        };
    }

    private IEnumerable<string> Objections()
    {
        string[] all = [.. DriftMethods.All, .. MultivariateMethods.All];
        if (Methods is { Length: 0 })
            yield return "'drift.methods' is empty: name a test, or leave it out.";
        foreach (var unknown in (Methods ?? []).Except(all))
            yield return $"'drift.methods': '{unknown}' is none of {string.Join(", ", all)}.";
        foreach (var (feature, methods) in Features ?? [])
        {
            if (methods is not { Length: > 0 })
                yield return $"'drift.features.{feature}' is empty: name a test, or leave the feature out.";
            foreach (var unknown in (methods ?? []).Except(DriftMethods.All))
                yield return $"'drift.features.{feature}': '{unknown}' is none of {string.Join(", ", DriftMethods.All)}.";
        }

        if (Alpha is { } alpha && !(alpha is > 0 and < 1))
            yield return "'drift.alpha' must be above 0 and below 1.";
        if (DatasetShare is { } share && !(share is > 0 and <= 1))
            yield return "'drift.datasetShare' must be above 0 and at most 1.";
        foreach (var (method, threshold) in Thresholds ?? [])
        {
            if (!DriftOptions.ThresholdMethods.Contains(method))
            {
                yield return $"'drift.thresholds': '{method}' is none of {string.Join(", ", DriftOptions.ThresholdMethods)}; "
                    + "tests with a p-value go by 'drift.alpha'.";
            }

            if (!(threshold >= 0 && double.IsFinite(threshold)))
                yield return $"'drift.thresholds.{method}' must be finite and at least 0.";
        }
    }
}
