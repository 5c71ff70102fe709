using ActorMlOps.Serving;

namespace ActorMlOps.Api.Serving;

/// <param name="Shape">With the batch dimension; every dimension at least 0.</param>
/// <param name="Data">
/// As in <see cref="Tensor"/>; holds exactly the elements of the shape. Never a pooled buffer: local grain calls share it.
/// </param>
/// <param name="BinarySize">Bytes after the JSON that still hold the data; null: they are in <paramref name="Data"/>.</param>
internal sealed record InferInput(string Name, TensorType Type, int[] Shape, ReadOnlyMemory<byte> Data, int? BinarySize = null)
{
    private const int FewNames = 8;

    /// <summary>Whether one of the inputs has that name.</summary>
    /// <param name="names">Theirs, once they are many; the caller only keeps it from one input to the next.</param>
    public static bool IsAmong(ReadOnlySpan<InferInput> inputs, string name, ref HashSet<string>? names)
    {
        if (inputs.Length < FewNames)
        {
            foreach (var input in inputs)
            {
                if (input.Name == name)
                    return true;
            }
            return false;
        }
        if (names is null)
        {
            names = new(StringComparer.Ordinal);
            foreach (var input in inputs)
                names.Add(input.Name);
        }
        return !names.Add(name);
    }
}
