using System.Collections.Immutable;

namespace ActorMlOps.Inference;

/// <summary>Sizes of a model's tensors where nothing but the number of rows varies.</summary>
internal sealed class RunLayout
{
    private const int Alignment = 64;

    private RunLayout(ImmutableArray<TensorInfo> inputs, int[][] inputRows, ImmutableArray<TensorInfo> outputs, int[][] outputRows, bool batched)
    {
        Inputs = [.. inputs.Select((info, i) => new Slot(info, inputRows[i], batched))];
        Outputs = [.. outputs.Select((info, o) => new Slot(info, outputRows[o], batched))];
    }

    public Slot[] Inputs { get; }

    public Slot[] Outputs { get; }

    /// <summary>Null where a size is not known before the run: text, variable inner dimensions, a name that stands twice.</summary>
    public static RunLayout? Of(ModelSignature signature)
    {
        int[][] inputs = [.. Enumerable.Range(0, signature.Inputs.Length).Select(i => signature.RowShape(i).ToArray())];
        int[][] outputs = [.. Enumerable.Range(0, signature.Outputs.Length).Select(o => signature.OutputRowShape(o).ToArray())];
        bool known = signature.Inputs.Concat(signature.Outputs).All(t => t.Type != TensorType.Bytes)
            && inputs.Concat(outputs).All(row => row.All(d => d > 0) && TensorRows.Elements(row) < 1 << 24)
            && signature.Outputs.Select(o => o.Name).Distinct().Count() == outputs.Length;
        return known ? new RunLayout(signature.Inputs, inputs, signature.Outputs, outputs, signature.Batch != BatchMode.Whole) : null;
    }

    /// <summary>Bytes of all tensors of that many rows, each aligned for vector instructions.</summary>
    public long Bytes(int rows)
    {
        long bytes = Alignment;
        foreach (var slot in Inputs)
            bytes += Aligned(rows, slot);
        foreach (var slot in Outputs)
            bytes += Aligned(rows, slot);
        return bytes;
    }

    public static long Aligned(int rows, Slot slot) => ((rows * (long)slot.RowBytes) + Alignment - 1) & -Alignment;

    /// <summary>Bytes to skip from <paramref name="address"/> to where a tensor may begin.</summary>
    public static int Padding(nint address) => (int)(-address & (Alignment - 1));

    /// <summary>One tensor.</summary>
    public sealed class Slot(TensorInfo info, int[] rowShape, bool batched)
    {
        public string Name => info.Name;

        public TensorType Type => info.Type;

        public int[] RowShape => rowShape;

        public int RowBytes { get; } = checked((int)(TensorRows.Elements(rowShape) * info.Type.Size()));

        public long[] Shape(int rows) => batched ? [rows, .. rowShape.Select(d => (long)d)] : [.. rowShape.Select(d => (long)d)];
    }
}
