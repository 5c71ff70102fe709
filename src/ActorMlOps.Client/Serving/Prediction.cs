using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using ActorMlOps.Rollout;
using ActorMlOps.Serving;

namespace ActorMlOps.Client;

/// <summary>An answer: the model's outputs for the rows that were asked for, and who gave it.</summary>
/// <param name="Outputs">One tensor per output of the model.</param>
/// <param name="Version">The version that answered.</param>
/// <param name="Epoch">Epoch of the traffic policy that chose it; 0 if the caller named the version.</param>
/// <param name="Role">Its role in that policy.</param>
/// <param name="Degraded">The policy could not be confirmed: the last known stable version answered.</param>
public sealed record Prediction(TensorBatch Outputs, string Version, long Epoch, VariantRole Role, bool Degraded)
{
    /// <summary>All values of a float output, row-major.</summary>
    /// <exception cref="ArgumentException">There is no such output, or it holds something else.</exception>
    public ReadOnlySpan<float> Floats(string output) => MemoryMarshal.Cast<byte, float>(Data(output, TensorType.Fp32));

    /// <summary>All values of a 64-bit integer output, row-major.</summary>
    /// <exception cref="ArgumentException">There is no such output, or it holds something else.</exception>
    public ReadOnlySpan<long> Integers(string output) => MemoryMarshal.Cast<byte, long>(Data(output, TensorType.Int64));

    /// <summary>All values of a text output, row-major.</summary>
    /// <exception cref="ArgumentException">There is no such output, or it holds something else.</exception>
    public string[] Texts(string output)
    {
        var data = Data(output, TensorType.Bytes);
        var texts = new List<string>();
        while (!data.IsEmpty)
        {
            var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(data);
            texts.Add(Encoding.UTF8.GetString(data.Slice(4, length)));
            data = data[(4 + length)..];
        }
        return [.. texts];
    }

    private ReadOnlySpan<byte> Data(string output, TensorType type)
    {
        var tensor = Outputs.Find(output)
            ?? throw new ArgumentException($"There is no output '{output}'; there are: {string.Join(", ", Outputs.Tensors.Select(t => t.Name))}.", nameof(output));
        return tensor.Type == type
            ? tensor.Data.Span
            : throw new ArgumentException($"Output '{output}' holds {tensor.Type.Name()}, not {type.Name()}.", nameof(output));
    }
}
