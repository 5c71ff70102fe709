using System.Text.Json;
using ActorMlOps.Statistics.Drift;

namespace ActorMlOps.Compare.Settings;

/// <summary>Tests and thresholds.</summary>
/// <param name="Methods">Names of tests; null: PSI and KS for numbers, PSI and chi-square for categories.</param>
/// <param name="Mode"><c>default</c>, <c>evidently</c> or <c>nannyml</c>.</param>
/// <param name="Correction"><c>bh</c>, <c>by</c>, <c>holm</c>, <c>bonferroni</c> or <c>none</c>.</param>
/// <param name="Alpha">Significance level, above 0, below 1; default 0.05.</param>
/// <param name="Thresholds">By method, in place of the customary ones; each at least 0.</param>
/// <param name="DatasetThreshold">Share of drifted features from which the data set has drifted, above 0, at most 1; default 0.5.</param>
/// <param name="FalseAlarmsPer">Of a running version: read over.</param>
public sealed record DriftConfig(
    string[]? Methods = null,
    string? Mode = null,
    string? Correction = null,
    double? Alpha = null,
    Dictionary<string, double>? Thresholds = null,
    double? DatasetThreshold = null,
    JsonElement? FalseAlarmsPer = null)
{
    /// <exception cref="ComparisonException">A value is out of its range; the message names the field.</exception>
    internal DriftOptions ToOptions()
    {
        var options = DriftOptions.Default.WithThresholds(Thresholds) with
        {
            Methods = Methods,
            Mode = DriftNames.Find(DriftNames.Modes, Mode, "drift.mode") ?? DriftMode.Standard,
            Correction = DriftNames.Find(DriftNames.Corrections, Correction, "drift.correction") ?? Statistics.Drift.Correction.BenjaminiHochberg,
            Alpha = Alpha ?? DriftOptions.Default.Alpha,
            DatasetThreshold = DatasetThreshold ?? DriftOptions.Default.DatasetThreshold,
        };
        try
        {
            options.Validate();
            return options;
        }
        catch (ArgumentException e)
        {
            throw new ComparisonException(e.Message);
        }
    }
}
