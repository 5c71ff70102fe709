using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Statistics.Drift;

/// <summary>The tests of one column.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Kind">How it is counted.</param>
/// <param name="Results">The tests run, at least one.</param>
/// <param name="Apart">Shares of values left out of the plain figures, where either side has any.</param>
public sealed record ColumnDriftResult(
    string Column, ColumnKind Kind, IReadOnlyList<DriftResult> Results, IReadOnlyList<ApartShare> Apart)
{
    /// <summary>True if any of the tests says so.</summary>
    public bool Drifted => Results.Any(result => result.Drifted);
}
