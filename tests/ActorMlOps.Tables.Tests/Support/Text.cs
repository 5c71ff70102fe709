using System.IO.Compression;
using System.Text;

namespace ActorMlOps.Tables.Tests.Support;

/// <summary>Reads texts given as literals.</summary>
internal static class Text
{
    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Gzip(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    public static Table Csv(string text, TableLimits? limits = null) => CsvTable.Read(new MemoryStream(Utf8(text)), limits);

    public static Table Rows(string text, RowFormat format, TableLimits? limits = null) =>
        RowsReader.Read(new MemoryStream(Utf8(text)), format, limits);

    /// <summary>Fails unless reading is refused at that line and column with words that hold <paramref name="telling"/>.</summary>
    public static TableFormatException AssertRefused(string text, RowFormat format, long line, int column, string telling, TableLimits? limits = null)
    {
        var error = Assert.Throws<TableFormatException>(() => Rows(text, format, limits));
        Assert.Contains(telling, error.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (error.Line, error.Column));
        if (line > 0)
            Assert.StartsWith($"Line {line}", error.Message, StringComparison.Ordinal);
        return error;
    }

    public static void AssertColumn(Table table, string name, params string?[] values) => Assert.Equal(values, table[name].ToTexts());
}

/// <summary>Gives its bytes in pieces of a chosen size.</summary>
internal sealed class DripStream(byte[] bytes, int piece) : MemoryStream(bytes)
{
    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(piece, buffer.Length)]);

    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(piece, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        return Read(buffer.Span);
    }
}
