namespace ActorMlOps.Inference;

/// <summary>What the first dimension of a model's tensors means.</summary>
public enum BatchMode
{
    /// <summary>It is variable everywhere and counts rows: the rows of several callers may be run at once.</summary>
    Dynamic,

    /// <summary>It counts rows, but the model takes one row a run (e.g. an image <c>[1, 1, 28, 28]</c>).</summary>
    Single,

    /// <summary>There is no batch dimension: a request is one row whose shape is the whole declared shape.</summary>
    Whole,
}
