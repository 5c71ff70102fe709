using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using ActorMlOps.Serving;

namespace ActorMlOps.Monitoring;

/// <summary>
/// Columns of a batch as bytes: <c>AMC</c>, a format version, rows, columns, XxHash64 of all before. Integers are little-endian. A column: name
/// (u16 length, UTF-8), element type, u8 1 if a bitmap of missing values follows (bit r of byte r / 8), then the elements one after
/// another; of texts each different one once (i32 count, each i32 length and UTF-8), then per row its index (u8, u16 or i32, whichever
/// holds the count).
/// Invariant: what <see cref="Decode"/> accepts is whole, so that readers need not check lengths again; it throws on nothing.
/// Cost: one pass; numbers are not copied when read.
/// </summary>
public static class ColumnCodec
{
    public const byte Version = 1;
    public const int MaxRows = 1_000_000;
    public const int MaxColumns = ushort.MaxValue;

    /// <summary>Encoded bytes of a batch, and bytes of all its texts written out.</summary>
    public const int MaxBytes = 64 << 20;

    private const int HeaderBytes = 4 + 4 + 2;
    private const int ChecksumBytes = 8;

    private static ReadOnlySpan<byte> Magic => "AMC"u8;

    public static bool Takes(TensorType type) =>
        type is TensorType.Bool or TensorType.Int32 or TensorType.Int64 or TensorType.Fp32 or TensorType.Fp64 or TensorType.Bytes;

    /// <exception cref="ArgumentException">The columns are no batch of so many rows; the message names the column.</exception>
    public static byte[] Encode(int rows, IReadOnlyList<ObservationColumn> columns)
    {
        if (rows is < 1 or > MaxRows)
            throw new ArgumentException($"A batch must have 1 to {MaxRows:N0} rows, not {rows:N0}.", nameof(rows));
        if (columns.Count is < 1 or > MaxColumns)
            throw new ArgumentException($"A batch must have 1 to {MaxColumns:N0} columns, not {columns.Count:N0}.", nameof(columns));
        var data = new ArrayBufferWriter<byte>();
        data.Write(Magic);
        data.Write([Version]);
        WriteInt32(data, rows);
        WriteUInt16(data, columns.Count);
        var texts = 0L;
        foreach (var column in columns)
        {
            if (Objection(column, rows) is { } objection)
                throw new ArgumentException(objection, nameof(columns));
            if (column.Type == TensorType.Bytes && (texts += column.Data.Length) > MaxBytes)
                throw new ArgumentException($"The texts of the batch have more than {MaxBytes:N0} bytes: send fewer rows at a time.", nameof(columns));
            WriteColumn(data, column, rows);
        }
        if (data.WrittenCount + ChecksumBytes > MaxBytes)
            throw new ArgumentException($"The batch has more than {MaxBytes:N0} bytes: send fewer rows at a time.", nameof(columns));
        Span<byte> checksum = stackalloc byte[ChecksumBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(checksum, XxHash64.HashToUInt64(data.WrittenSpan));
        data.Write(checksum);
        return data.WrittenSpan.ToArray();
    }

    /// <summary>The columns, or what is wrong with the bytes.</summary>
    public static (int Rows, ObservationColumn[] Columns, string? Error) Decode(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        if (span.Length < HeaderBytes + ChecksumBytes || !span.StartsWith(Magic))
            return Refuse("The bytes are no columnar batch.");
        // Before the checksum, which another version may have elsewhere.
        if (span[3] != Version)
            return Refuse($"The batch has format version {span[3]}; this silo reads version {Version}: update the older one of silo and producer.");
        if (span.Length > MaxBytes)
            return Refuse($"The batch has more than {MaxBytes:N0} bytes: send fewer rows at a time.");
        var body = span[..^ChecksumBytes];
        if (XxHash64.HashToUInt64(body) != BinaryPrimitives.ReadUInt64LittleEndian(span[^ChecksumBytes..]))
            return Refuse("The batch was damaged on its way: its checksum does not fit. Send it again.");
        var reader = new ColumnReader(bytes[..^ChecksumBytes], HeaderBytes, BinaryPrimitives.ReadInt32LittleEndian(span[4..]));
        if (reader.Rows is < 1 or > MaxRows)
            return Refuse($"A batch must have 1 to {MaxRows:N0} rows.");
        var columns = new List<ObservationColumn>();
        for (int left = BinaryPrimitives.ReadUInt16LittleEndian(span[8..]); left > 0; left--)
        {
            var (column, error) = reader.Next();
            if (column is null)
                return Refuse(error!);
            columns.Add(column);
        }
        return reader.AtEnd ? (reader.Rows, [.. columns], null) : Refuse("Bytes follow after the last column of the batch.");
    }

    /// <summary>What is wrong with a column of so many rows; null: nothing.</summary>
    public static string? Objection(ObservationColumn column, int rows)
    {
        if (!Takes(column.Type))
            return $"Column '{column.Name}' must be BOOL, INT32, INT64, FP32, FP64 or BYTES, not type {(byte)column.Type}.";
        if (Encoding.UTF8.GetByteCount(column.Name) is < 1 or > ushort.MaxValue)
            return "A column must have a name of 1 to 65,535 bytes.";
        var size = column.Type.Size();
        if (size > 0 && column.Data.Length != (long)rows * size)
            return $"Column '{column.Name}' holds {column.Data.Length} bytes; {rows} rows of {column.Type.Name()} need {(long)rows * size}.";
        if (size == 0 && CountTexts(column.Data.Span) != rows)
            return $"Column '{column.Name}' does not hold {rows} texts.";
        return column.Missing.IsEmpty || column.Missing.Length == (rows + 7) / 8
            ? null
            : $"Column '{column.Name}': the bitmap of missing values has {column.Missing.Length} bytes; {rows} rows need {(rows + 7) / 8}.";
    }

    /// <summary>Texts in the form of <see cref="TensorType.Bytes"/>; -1 if the data ends within one.</summary>
    public static int CountTexts(ReadOnlySpan<byte> data)
    {
        var count = 0;
        for (long at = 0; at < data.Length; count++)
        {
            if (at + 4 > data.Length)
                return -1;
            at += 4L + BinaryPrimitives.ReadUInt32LittleEndian(data[(int)at..]);
            if (at > data.Length)
                return -1;
        }
        return count;
    }

    private static (int, ObservationColumn[], string?) Refuse(string error) => (0, [], error);

    private static void WriteColumn(ArrayBufferWriter<byte> data, ObservationColumn column, int rows)
    {
        var name = Encoding.UTF8.GetBytes(column.Name);
        WriteUInt16(data, name.Length);
        data.Write(name);
        data.Write([(byte)column.Type, column.Missing.IsEmpty ? (byte)0 : (byte)1]);
        data.Write(column.Missing.Span);
        if (column.Type == TensorType.Bytes)
            TextDictionary.Write(data, column.Data, rows);
        else
            data.Write(column.Data.Span);
    }

    private static void WriteInt32(ArrayBufferWriter<byte> data, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(data.GetSpan(4), value);
        data.Advance(4);
    }

    private static void WriteUInt16(ArrayBufferWriter<byte> data, int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(data.GetSpan(2), (ushort)value);
        data.Advance(2);
    }
}
