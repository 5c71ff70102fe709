using ActorMlOps.Serving;

namespace ActorMlOps.Api.Serving;

/// <param name="Shape">With the batch dimension; every dimension at least 0.</param>
/// <param name="Data">
/// As in <see cref="Tensor"/>; holds exactly the elements of the shape. Never a pooled buffer: local grain calls share it.
/// </param>
/// <param name="BinarySize">Bytes after the JSON that still hold the data; null: they are in <paramref name="Data"/>.</param>
internal sealed record InferInput(string Name, TensorType Type, int[] Shape, ReadOnlyMemory<byte> Data, int? BinarySize = null);
