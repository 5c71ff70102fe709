using ActorMlOps.Registry;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Multivariate;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>How a report compares: the version's config, as far as the caller does not ask for something else.</summary>
/// <param name="Multivariate">Tests of whole rows.</param>
internal sealed record DriftSettings(DriftPreset Preset, DriftOptions Options, IReadOnlyList<string> Multivariate)
{
    /// <param name="methods">Null: those of the config.</param>
    /// <param name="mode">Null: that of the config.</param>
    public static DriftSettings Of(DriftConfig? config, string[]? methods, DriftPreset? mode)
    {
        config ??= new();
        var preset = mode ?? config.Mode ?? DriftPreset.Default;
        var wanted = methods ?? config.Methods;
        string[]? columns = wanted is null ? null : [.. wanted.Except(MultivariateMethods.All)];
        var options = DriftOptions.Default.WithThresholds(config.Thresholds) with
        {
            Mode = ModeOf(preset),
            Methods = columns is { Length: > 0 } ? columns : null,
            // Who asks for certain tests wants them of every column.
            ColumnMethods = methods is null
                ? config.Features?.ToDictionary(f => f.Key, f => (IReadOnlyCollection<string>)f.Value)
                : null,
            Correction = CorrectionOf(config.Correction ?? DriftCorrection.BenjaminiHochberg),
            Alpha = config.Alpha ?? DriftOptions.Default.Alpha,
            DatasetThreshold = preset == DriftPreset.Evidently ? EvidentlyMode.DatasetShare : config.DatasetShare ?? DriftOptions.Default.DatasetThreshold,
        };
        return new(preset, options, wanted is null ? [MultivariateMethods.Pca] : [.. MultivariateMethods.All.Where(m => wanted.Contains(m))]);
    }

    private static DriftMode ModeOf(DriftPreset preset) => preset switch
    {
        DriftPreset.Evidently => DriftMode.Evidently,
        DriftPreset.NannyMl => DriftMode.NannyMl,
        _ => DriftMode.Standard,
    };

    private static Correction CorrectionOf(DriftCorrection correction) => correction switch
    {
        DriftCorrection.BenjaminiYekutieli => Correction.BenjaminiYekutieli,
        DriftCorrection.Holm => Correction.Holm,
        DriftCorrection.Bonferroni => Correction.Bonferroni,
        DriftCorrection.None => Correction.None,
        _ => Correction.BenjaminiHochberg,
    };
}
