using System.Text;
using ActorMlOps.Tables.Tests.Support;

namespace ActorMlOps.Tables.Tests;

public sealed class CsvTableTests
{
    [Fact]
    public void Read_PlainTable_ColumnsInOrder()
    {
        var table = Text.Csv("b,a\n1,x\n2,y\n");
        Assert.Equal(["b", "a"], table.Columns.Select(c => c.Name));
        Assert.Equal(2, table.Rows);
        Text.AssertColumn(table, "b", "1", "2");
        Text.AssertColumn(table, "a", "x", "y");
    }

    [Theory]
    [InlineData("a,b\r\n1,2\r\n3,4\r\n")]
    [InlineData("a,b\r\n1,2\r\n3,4")]
    [InlineData("a,b\n1,2\n3,4")]
    [InlineData("a,b\r1,2\r3,4\r")]
    [InlineData("a,b\n1,2\n3,4\n\n\n")]
    [InlineData("\n\na,b\n1,2\n3,4\n")]
    [InlineData("\uFEFFa,b\n1,2\n3,4\n")]
    [InlineData("\"a\",\"b\"\n\"1\",\"2\"\n\"3\",\"4\"\n")]
    public void Read_AnyLineEndsQuotesAndMark_GiveTheSameTable(string text)
    {
        var table = Text.Csv(text);
        Assert.Equal(["a", "b"], table.Columns.Select(c => c.Name));
        Text.AssertColumn(table, "a", "1", "3");
        Text.AssertColumn(table, "b", "2", "4");
    }

    [Fact]
    public void Read_QuotedFields_KeepCommasQuotesAndLineBreaks() => Text.AssertColumn(
        Text.Csv("a\n\"x,y\"\n\"say \"\"hi\"\"\"\n\"two\nlines\"\n\"three\r\nlines\"\n\" \"\n"), "a", "x,y", "say \"hi\"", "two\nlines", "three\r\nlines", " ");

    [Fact]
    public void Read_EmptyFields_AreMissing()
    {
        var table = Text.Csv("a,b,c\n,,\n1,,3\n\"\",x,\n");
        Text.AssertColumn(table, "a", null, "1", null);
        Text.AssertColumn(table, "b", null, null, "x");
        Text.AssertColumn(table, "c", null, "3", null);
        Assert.Equal(2, table["a"].Missing);
    }

    [Fact]
    public void Read_BlankLinesOfASingleColumn_AreMissingUnlessAtTheEnd() =>
        Text.AssertColumn(Text.Csv("a\n1\n\n\n2\n\n"), "a", "1", null, null, "2");

    [Fact]
    public void Read_SpacesAndCase_AreKept() => Text.AssertColumn(Text.Csv("A, a\n x ,Y\n"), " a", "Y");

    [Theory]
    [InlineData("a,b\n1,2\n3\n", 3, 2, "1 fields; the header has 2: 'b' is missing")]
    [InlineData("a,b,c\n1,2,3\n3,\n", 3, 3, "2 fields; the header has 3: 'c' is missing")]
    [InlineData("a,b\n1,2\n3,4,5\n", 3, 3, "More than the 2 fields")]
    [InlineData("a,b\n\"x\r\ny\",2\n3\n", 4, 2, "1 fields; the header has 2")]
    [InlineData("a,b\n\"x\n\r\ny\",2\r\n3\n", 5, 2, "1 fields")]
    [InlineData("a,b\n\"\r\",\"\n\"\n3\n", 5, 2, "1 fields")]
    [InlineData("a,b\n1,2\n\n3,4\n", 4, 0, "A blank line before this one")]
    [InlineData("a,a\n1,2\n", 1, 2, "Column 'a' is twice in the header")]
    [InlineData("a,,b\n1,2,3\n", 1, 2, "Column 2 has no name")]
    [InlineData("a,b,\n1,2,3\n", 1, 3, "Column 3 has no name")]
    [InlineData("a,b\n1,x\"y\n", 2, 2, "quote in the middle")]
    [InlineData("a,b\n\"x\"y,2\n", 2, 1, "after the closing quote")]
    [InlineData("a,b\n1,\"x\n2,3\n", 2, 2, "never closed")]
    [InlineData("a,b\n1,\0\n", 2, 2, "NUL")]
    [InlineData("", 0, 0, "The table is empty")]
    [InlineData("\n\n", 0, 0, "The table is empty")]
    [InlineData("\uFEFF", 0, 0, "The table is empty")]
    [InlineData("a,b\n", 0, 0, "no rows")]
    [InlineData("a,b", 0, 0, "no rows")]
    public void Read_NoTable_SaysWhereAndWhy(string text, long line, int column, string telling) =>
        Text.AssertRefused(text, RowFormat.Csv, line, column, telling);

    [Fact]
    public void Read_InvalidUtf8_NamesLineAndColumn()
    {
        var error = Assert.Throws<TableFormatException>(() => CsvTable.Read(new MemoryStream([.. "a,b\n1,"u8, 0xFF, .. "\n"u8])));
        Assert.Equal((2, 2), (error.Line, error.Column));
        Assert.Contains("not valid UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64 << 10)]
    public async Task Read_PiecesOfAnySize_GiveTheSameTable(int piece)
    {
        string text = "\uFEFFa,b\r\n\"x\"\"1\",ü\r\n\"line\r\nbreak\",\r\n🙂,\"\"\r\n";
        foreach (byte[] bytes in new[] { Text.Utf8(text), Text.Gzip(Text.Utf8(text)) })
        {
            foreach (var table in new[] { CsvTable.Read(new DripStream(bytes, piece)), await CsvTable.ReadAsync(new DripStream(bytes, piece)) })
            {
                Text.AssertColumn(table, "a", "x\"1", "line\r\nbreak", "🙂");
                Text.AssertColumn(table, "b", "ü", null, null);
            }
        }
    }

    [Fact]
    public void Read_FieldsAcrossBuffers_AreWhole()
    {
        string one = new('x', 100_000), two = string.Concat(Enumerable.Repeat("é\"\"", 50_000));
        var table = Text.Csv($"a,b\n{one},\"{two}\"\n");
        Text.AssertColumn(table, "a", one);
        Text.AssertColumn(table, "b", two.Replace("\"\"", "\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void Read_GzipThatFillsItsBuffersExactly_IsWhole(int beside)
    {
        // Pieces are 64 KiB: the end of the text falls on the end of a piece, or next to it.
        string value = new('x', (2 << 16) + beside - 3);
        Text.AssertColumn(CsvTable.Read(new MemoryStream(Text.Gzip(Text.Utf8($"a\n{value}\n")))), "a", value);
    }

    [Fact]
    public void Read_GzipOfSeveralMembers_IsReadWhole() => Text.AssertColumn(
        CsvTable.Read(new MemoryStream([.. Text.Gzip(Text.Utf8("a\n1\n")), .. Text.Gzip(Text.Utf8("2\n"))])), "a", "1", "2");

    [Fact]
    public void Read_StreamStaysOpen()
    {
        var stream = new MemoryStream(Text.Gzip(Text.Utf8("a\n1\n")));
        CsvTable.Read(stream);
        Assert.True(stream.CanRead);
    }

    [Fact]
    public void Read_Latin1AndUtf16_SayHowToSave()
    {
        var error = Assert.Throws<TableFormatException>(() => CsvTable.Read(new MemoryStream([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("a\n1\n")])));
        Assert.Contains("UTF-16", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<TableFormatException>(() => CsvTable.Read(new MemoryStream(Encoding.Latin1.GetBytes("a\nZürich\n"))));
        Assert.Contains("Save the file as UTF-8", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<TableFormatException>(() => CsvTable.Read(new MemoryStream([.. "PK\u0003\u0004"u8, 0, 0])));
        Assert.Contains("Excel", error.Message, StringComparison.Ordinal);
    }
}
