using System.Buffers;
using System.Globalization;
using System.Text;

namespace ActorMlOps.Tables;

/// <summary>Writes RFC 4180 CSV in UTF-8: comma, <c>\n</c>, quotes where needed. An empty text is written as <c>""</c>,
/// a missing value as nothing (as <c>""</c>, too, where it would leave the line empty). The stream stays open.</summary>
public sealed class CsvWriter(Stream stream) : IDisposable
{
    private const int FlushAt = 32 << 10;

    private static readonly SearchValues<byte> Special = SearchValues.Create(",\"\r\n"u8);

    private readonly ArrayBufferWriter<byte> _buffer = new(2 * FlushAt);
    private int _fields;
    private bool _onlyMissing;

    /// <summary>Adds a text to the row.</summary>
    public void Field(string text) => Field(Encoding.UTF8.GetBytes(text));

    /// <summary>Adds a number to the row, in the shortest form that reads back the same.</summary>
    public void Field(double number)
    {
        Span<byte> utf8 = stackalloc byte[32];
        number.TryFormat(utf8, out int length, "R", CultureInfo.InvariantCulture);
        Field(utf8[..length]);
    }

    /// <summary>Adds UTF-8 text to the row.</summary>
    public void Field(ReadOnlySpan<byte> utf8)
    {
        Separate();
        _onlyMissing = false;
        if (!utf8.IsEmpty && !utf8.ContainsAny(Special))
        {
            _buffer.Write(utf8);
            return;
        }
        _buffer.Write("\""u8);
        for (int quote = utf8.IndexOf((byte)'"'); quote >= 0; quote = utf8.IndexOf((byte)'"'))
        {
            _buffer.Write(utf8[..(quote + 1)]);
            _buffer.Write("\""u8);
            utf8 = utf8[(quote + 1)..];
        }
        _buffer.Write(utf8);
        _buffer.Write("\""u8);
    }

    /// <summary>Adds a missing value to the row.</summary>
    public void Missing()
    {
        Separate();
        _onlyMissing = _fields == 1;
    }

    /// <summary>Ends the row.</summary>
    public void EndRow()
    {
        // A blank line would be read as the end of the table.
        if (_onlyMissing && _fields == 1)
            _buffer.Write("\"\""u8);
        _buffer.Write("\n"u8);
        _fields = 0;
        if (_buffer.WrittenCount >= FlushAt)
            Flush();
    }

    /// <summary>Hands what was written to the stream.</summary>
    public void Flush()
    {
        stream.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }

    /// <summary>Flushes.</summary>
    public void Dispose() => Flush();

    private void Separate()
    {
        if (_fields++ > 0)
            _buffer.Write(","u8);
    }
}
