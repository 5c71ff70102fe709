using ActorMlOps.Statistics.Drift;

namespace ActorMlOps.Compare.Settings;

/// <summary>Names of modes and corrections in configurations and on the command line.</summary>
public static class DriftNames
{
    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, DriftMode> Modes { get; } = new Dictionary<string, DriftMode>
    {
        ["default"] = DriftMode.Standard,
        ["evidently"] = DriftMode.Evidently,
        ["nannyml"] = DriftMode.NannyMl,
    };

    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, Correction> Corrections { get; } = new Dictionary<string, Correction>
    {
        ["benjaminiHochberg"] = Correction.BenjaminiHochberg,
        ["benjaminiYekutieli"] = Correction.BenjaminiYekutieli,
        ["holm"] = Correction.Holm,
        ["bonferroni"] = Correction.Bonferroni,
        ["none"] = Correction.None,
    };

    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, ColumnKind> Kinds { get; } = new Dictionary<string, ColumnKind>
    {
        ["numeric"] = ColumnKind.Numeric,
        ["categorical"] = ColumnKind.Categorical,
    };

    /// <summary>What a name stands for; null where there is no name.</summary>
    /// <exception cref="ComparisonException">The name is unknown; all are listed.</exception>
    public static T? Find<T>(IReadOnlyDictionary<string, T> names, string? name, string option) where T : struct =>
        name is null ? null
        : names.TryGetValue(name, out var found) ? found
        : throw new ComparisonException($"'{option}' must be one of {string.Join(", ", names.Keys)}, not '{name}'.");
}
