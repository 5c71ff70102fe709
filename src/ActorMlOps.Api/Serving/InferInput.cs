using ActorMlOps.Serving;

namespace ActorMlOps.Api.Serving;

/// <param name="Shape">With the batch dimension; every dimension at least 0.</param>
/// <param name="Data">As in <see cref="Tensor"/>; holds exactly the elements of the shape.</param>
internal sealed record InferInput(string Name, TensorType Type, int[] Shape, byte[] Data);
