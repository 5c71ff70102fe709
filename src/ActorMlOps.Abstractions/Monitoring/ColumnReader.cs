using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using ActorMlOps.Serving;

namespace ActorMlOps.Monitoring;

/// <summary>Reads the columns of <see cref="ColumnCodec"/> one after another; every length is checked before it is believed.</summary>
internal sealed class ColumnReader(ReadOnlyMemory<byte> bytes, int at, int rows)
{
    private const string CutOff = "The batch ends within a column.";

    private int _at = at;
    private long _textBytes;

    public int Rows => rows;

    public bool AtEnd => _at == bytes.Length;

    public (ObservationColumn? Column, string? Error) Next()
    {
        if (!TryTake(2, out var length) || !TryTake(BinaryPrimitives.ReadUInt16LittleEndian(length.Span), out var utf8) || !TryTake(2, out var kind))
            return (null, CutOff);
        if (utf8.IsEmpty || !Utf8.IsValid(utf8.Span))
            return (null, "The name of a column is no text.");
        var (name, type) = (Encoding.UTF8.GetString(utf8.Span), (TensorType)kind.Span[0]);
        if (!ColumnCodec.Takes(type))
            return (null, $"Column '{name}' has type {(byte)type}, which columns of batches can't have.");
        if (kind.Span[1] > 1)
            return (null, $"Column '{name}' has flags {kind.Span[1]}, which this format does not know.");
        var missing = ReadOnlyMemory<byte>.Empty;
        if (kind.Span[1] == 1 && !TryTake((rows + 7) / 8, out missing))
            return (null, CutOff);
        if (type != TensorType.Bytes)
            return TryTake((long)rows * type.Size(), out var data) ? (new(name, type, data, missing), null) : (null, CutOff);
        var (texts, error) = Texts(name);
        return error is null ? (new(name, type, texts, missing), null) : (null, error);
    }

    private (byte[] Texts, string? Error) Texts(string name)
    {
        if (!TryTake(4, out var number))
            return ([], CutOff);
        var count = BinaryPrimitives.ReadInt32LittleEndian(number.Span);
        if (count < 1 || count > rows)
            return ([], $"Column '{name}' has {count} different texts in {rows} rows.");
        var known = new ReadOnlyMemory<byte>[count];
        for (var i = 0; i < count; i++)
        {
            var start = _at;
            if (!TryTake(4, out var length) || !TryTake(BinaryPrimitives.ReadInt32LittleEndian(length.Span), out var utf8))
                return ([], CutOff);
            if (!Utf8.IsValid(utf8.Span))
                return ([], $"Column '{name}' holds a text that is no UTF-8.");
            known[i] = bytes[start.._at];
        }
        var width = TextDictionary.Width(count);
        return TryTake((long)rows * width, out var indices) ? WriteOut(name, known, indices.Span, width) : ([], CutOff);
    }

    private (byte[] Texts, string? Error) WriteOut(string name, ReadOnlyMemory<byte>[] known, ReadOnlySpan<byte> indices, int width)
    {
        var needed = 0L;
        for (var r = 0; r < rows; r++)
        {
            var index = Index(indices, r, width);
            if ((uint)index >= (uint)known.Length)
                return ([], $"Column '{name}', row {r}: there is no text {index} among {known.Length}.");
            needed += known[index].Length;
        }
        // A few bytes can stand for any number of them.
        if ((_textBytes += needed) > ColumnCodec.MaxBytes)
            return ([], $"The texts of the batch have more than {ColumnCodec.MaxBytes:N0} bytes: send fewer rows at a time.");
        var data = new ArrayBufferWriter<byte>((int)needed);
        for (var r = 0; r < rows; r++)
            data.Write(known[Index(indices, r, width)].Span);
        return (data.WrittenSpan.ToArray(), null);
    }

    private static int Index(ReadOnlySpan<byte> indices, int row, int width) => width switch
    {
        1 => indices[row],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(indices[(row * 2)..]),
        _ => BinaryPrimitives.ReadInt32LittleEndian(indices[(row * 4)..]),
    };

    private bool TryTake(long length, out ReadOnlyMemory<byte> taken)
    {
        taken = default;
        if (length < 0 || length > bytes.Length - _at)
            return false;
        taken = bytes.Slice(_at, (int)length);
        _at += (int)length;
        return true;
    }
}
