namespace ActorMlOps.Inference;

/// <summary>The values of one tensor for some rows.</summary>
/// <param name="Data">Row-major, little-endian; <see cref="TensorType.Bytes"/> as a 32-bit length and UTF-8 per element.
/// Inputs must stay unchanged until the result is there.</param>
/// <param name="RowShape">Shape of one row without the batch dimension. May be null for an input whose declared row
/// shape has no -1; of an output it is never null.</param>
public readonly record struct TensorData(ReadOnlyMemory<byte> Data, int[]? RowShape = null);
