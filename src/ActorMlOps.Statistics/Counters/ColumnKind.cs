namespace ActorMlOps.Statistics.Counters;

/// <summary>How a column is counted.</summary>
public enum ColumnKind
{
    /// <summary>Ordered numbers: counted by bins between reference quantiles.</summary>
    Numeric = 0,

    /// <summary>Names: counted by the categories of the reference.</summary>
    Categorical = 1,
}
