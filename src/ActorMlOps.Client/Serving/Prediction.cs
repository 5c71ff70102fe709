using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using ActorMlOps.Rollout;
using ActorMlOps.Serving;

namespace ActorMlOps.Client;

/// <summary>An answer: the model's outputs for the rows that were asked for, and who gave it.</summary>
public sealed class Prediction
{
    private readonly TensorBatch _all;
    private readonly int _first;
    private readonly int _rows;
    private readonly PredictionPart _part;
    private TensorBatch? _outputs;

    /// <param name="outputs">One tensor per output of the model.</param>
    /// <param name="version">The version that answered.</param>
    /// <param name="epoch">Epoch of the traffic policy that chose it; 0 if the caller named the version.</param>
    /// <param name="role">Its role in that policy.</param>
    /// <param name="degraded">The policy could not be confirmed: the last known stable version answered.</param>
    /// <param name="receipts">One per row, if they were asked for.</param>
    public Prediction(TensorBatch outputs, string version, long epoch, VariantRole role, bool degraded, string[]? receipts = null)
        : this(new(PredictOutcome.Ok, null, [], version, epoch, role, degraded, outputs, receipts), 0, outputs.Rows)
    {
    }

    /// <summary>Rows of an answer that other callers share.</summary>
    internal Prediction(PredictionPart part, int first, int rows) => (_part, _all, _first, _rows) = (part, part.Outputs!, first, rows);

    /// <summary>One tensor per output of the model, with this caller's rows.</summary>
    public TensorBatch Outputs => _outputs ??= _all.Slice(_first, _rows);

    /// <summary>The version that answered.</summary>
    public string Version => _part.Version;

    /// <summary>Epoch of the traffic policy that chose the version; 0 if the caller named it.</summary>
    public long Epoch => _part.Epoch;

    /// <summary>Role of the version in that policy.</summary>
    public VariantRole Role => _part.Role;

    /// <summary>The policy could not be confirmed: the last known stable version answered.</summary>
    public bool Degraded => _part.Degraded;

    /// <summary>One per row, if they were asked for and the model's predictions can be labelled; else empty.</summary>
    public ReadOnlyMemory<string> Receipts => _part.Receipts is { } all && all.Length >= _first + _rows && all[_first].Length > 0
        ? all.AsMemory(_first, _rows)
        : default;

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
        var tensor = _all.Find(output)
            ?? throw new ArgumentException($"There is no output '{output}'; there are: {string.Join(", ", _all.Tensors.Select(t => t.Name))}.", nameof(output));
        return tensor.Type == type
            ? tensor.Slice(_first, _rows).Span
            : throw new ArgumentException($"Output '{output}' holds {tensor.Type.Name()}, not {type.Name()}.", nameof(output));
    }
}
