using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using ActorMlOps.Serving;

namespace ActorMlOps.Monitoring;

/// <summary>Names of the columns of an observation that are no features; and columns made of values.</summary>
public static class ObservationColumns
{
    public const string PredictionId = "predictionId";
    public const string At = "at";
    public const string UnitId = "unitId";
    public const string Prediction = "prediction";
    public const string Score = "score";
    public const string Label = "label";

    public static bool IsReserved(string name) => name is PredictionId or At or UnitId or Prediction or Score or Label;

    /// <summary>An FP64 column; null: missing.</summary>
    public static ObservationColumn Numbers(string name, IReadOnlyList<double?> values)
    {
        var numbers = new double[values.Count];
        for (var r = 0; r < numbers.Length; r++)
            numbers[r] = values[r] ?? 0;
        return new(name, TensorType.Fp64, MemoryMarshal.AsBytes<double>(numbers).ToArray(), Missing(values.Count, r => values[r] is null));
    }

    /// <summary>A BYTES column; null: missing.</summary>
    public static ObservationColumn Texts(string name, IReadOnlyList<string?> values)
    {
        var data = new ArrayBufferWriter<byte>();
        foreach (var value in values)
        {
            var bytes = Encoding.UTF8.GetByteCount(value ?? "");
            BinaryPrimitives.WriteInt32LittleEndian(data.GetSpan(4), bytes);
            data.Advance(4);
            data.Advance(Encoding.UTF8.GetBytes(value ?? "", data.GetSpan(Math.Max(1, bytes))));
        }
        return new(name, TensorType.Bytes, data.WrittenSpan.ToArray(), Missing(values.Count, r => values[r] is null));
    }

    /// <summary>The texts of a whole BYTES column; null: missing.</summary>
    public static string?[] TextsOf(ObservationColumn column, int rows)
    {
        var texts = new string?[rows];
        var data = column.Data.Span;
        for (int r = 0, at = 0; r < rows; r++)
        {
            var bytes = BinaryPrimitives.ReadInt32LittleEndian(data[at..]);
            texts[r] = column.IsMissing(r) ? null : Encoding.UTF8.GetString(data.Slice(at + 4, bytes));
            at += 4 + bytes;
        }
        return texts;
    }

    /// <summary>The bitmap of missing values, see <see cref="ObservationColumn.Missing"/>.</summary>
    public static byte[] Missing(int rows, Func<int, bool> isMissing)
    {
        byte[] bits = [];
        for (var r = 0; r < rows; r++)
        {
            if (!isMissing(r))
                continue;
            if (bits.Length == 0)
                bits = new byte[(rows + 7) / 8];
            bits[r >> 3] |= (byte)(1 << (r & 7));
        }
        return bits;
    }
}
