using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Multivariate;

namespace ActorMlOps.Compare;

/// <summary>Which columns of two files are compared, as what, and how. By default all, as the reference tells, by the default tests.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Only these are compared as features; null: all that have no other role and are not ignored.</summary>
    public IReadOnlyCollection<string>? Features { get; init; }

    /// <summary>Columns that may be in either file and are left out.</summary>
    public IReadOnlyCollection<string> Ignore { get; init; } = [];

    /// <summary>The column with the truth; it may be missing in a file, and is then not compared.</summary>
    public string? Label { get; init; }

    /// <summary>Columns with what a model said; each may be missing in a file, and is then not compared.</summary>
    public IReadOnlyCollection<string> Predictions { get; init; } = [];

    /// <summary>How columns are counted, where not as their values suggest.</summary>
    public IReadOnlyDictionary<string, ColumnKind> Kinds { get; init; } = new Dictionary<string, ColumnKind>();

    /// <summary>Tests, thresholds and correction. The chunks of the reference that <see cref="DriftMode.NannyMl"/> needs are made here.</summary>
    public DriftOptions Drift { get; init; } = DriftOptions.Default;

    /// <summary>Tests of whole rows; by default all.</summary>
    public IReadOnlyCollection<string> Multivariate { get; init; } = MultivariateMethods.All;
}
