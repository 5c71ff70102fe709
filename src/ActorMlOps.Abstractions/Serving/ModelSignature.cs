namespace ActorMlOps.Serving;

/// <summary>What a model takes and gives, read from its file.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.ModelSignature")]
public sealed record ModelSignature(
    [property: Id(0)] TensorSpec[] Inputs,
    [property: Id(1)] TensorSpec[] Outputs,
    [property: Id(2)] BatchMode Batch)
{
    /// <summary>Shape of one row of a tensor: without the batch dimension, or all of it for <see cref="BatchMode.Whole"/>.</summary>
    public ReadOnlySpan<int> RowShape(TensorSpec tensor) => Batch == BatchMode.Whole ? tensor.Shape : tensor.Shape.AsSpan(1);

    public string DescribeInputs() => string.Join(", ", Inputs.Select(i => i.Describe()));
}
