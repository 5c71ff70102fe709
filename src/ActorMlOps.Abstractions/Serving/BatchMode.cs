namespace ActorMlOps.Serving;

/// <summary>How rows of several callers may share one run of a model.</summary>
[GenerateSerializer, Alias("actormlops.BatchMode")]
public enum BatchMode : byte
{
    /// <summary>The first dimension is variable everywhere: rows are stacked.</summary>
    Dynamic = 0,

    /// <summary>The first dimension is 1 everywhere: rows run one by one.</summary>
    Single = 1,

    /// <summary>There is no batch dimension: a request is one row.</summary>
    Whole = 2,
}
