using System.Text;
using ActorMlOps.Tables.Tests.Support;
using CsCheck;

namespace ActorMlOps.Tables.Tests;

public sealed class TableReaderTests
{
    private static readonly Gen<string> Field = Gen.OneOf(
        Gen.Char["ab,\"\n\r é€"].Array[0, 6].Select(c => new string(c)), Gen.Double.Select(d => d.ToString("R")), Gen.Int.Select(i => i.ToString()));

    [Theory]
    [InlineData("text/csv; charset=utf-8", TableFormat.Csv)]
    [InlineData("application/x-ndjson", TableFormat.NdJson)]
    [InlineData("APPLICATION/JSONL", TableFormat.NdJson)]
    [InlineData("application/vnd.apache.parquet", TableFormat.Parquet)]
    [InlineData("application/x-parquet", TableFormat.Parquet)]
    [InlineData("application/json", null)]
    [InlineData(null, null)]
    public void FormatOf_MediaTypes(string? mediaType, TableFormat? format) => Assert.Equal(format, TableFormats.FormatOf(mediaType));

    [Theory]
    [InlineData("a,b\n1,x\n2,\n")]
    [InlineData("\uFEFFa,b\r\n1,x\r\n2,\r\n\r\n\r\n")]
    [InlineData("a,b\r1,x\r2,")]
    [InlineData("\"a\",\"b\"\n\"1\",\"x\"\n\"2\",\"\"")]
    [InlineData("a;b\n1;x\n2;\n")]
    [InlineData("a\tb\n1\tx\n2\t\n")]
    public void Read_CsvOfAnyStyle_GivesTheRows(string text)
    {
        var read = Chunks.Read(text, TableFormat.Csv);
        Assert.Equal(["a", "b"], read.Columns);
        Assert.Equal(["1", "2"], read.Column("a"));
        Assert.Equal(["x", null], read.Column("b"));
        Assert.Empty(read.BadRows);
        Assert.Null(read.End);
    }

    [Theory]
    [InlineData("a;b\n", ";", true)]
    [InlineData("a\tb;c\n", "\t", true)]
    [InlineData("\"a;b\",c\n1;2,3\n", ",", false)]
    [InlineData("a,b;c\n", ",", false)]
    [InlineData("a\nb;c\n", ",", false)]
    [InlineData("a\tb\n", "\t", false)]
    public async Task Open_Csv_TheHeaderTellsTheSeparator(string text, string separator, bool decimalCommas)
    {
        await using var reader = await TableReader.OpenAsync(new MemoryStream(Text.Utf8(text)), TableFormat.Csv);
        Assert.Equal(decimalCommas, reader.DecimalCommas);
        var header = text.Split('\n')[0];
        Assert.Equal(separator == "," ? header.Split(',').Length : header.Split(decimalCommas ? ';' : '\t').Length, reader.Columns!.Count);
    }

    [Fact]
    public void Read_CsvInPiecesOfAnySize_GivesWhatTheWholeTableHas() =>
        Gen.Select(Field.Array[3].Array[1, 40], Gen.Int[1, 50], Gen.Bool).Sample((rows, piece, zip) =>
        {
            var text = new StringBuilder("x,y,z\n");
            foreach (var row in rows)
                text.AppendJoin(',', row.Select(f => $"\"{f.Replace("\"", "\"\"")}\"")).Append('\n');
            byte[] bytes = Text.Utf8(text.ToString());
            var whole = CsvTable.Read(new MemoryStream(bytes));
            var read = Chunks.Read(new DripStream(zip ? Text.Gzip(bytes) : bytes, piece), TableFormat.Csv);
            Assert.Null(read.End);
            Assert.Empty(read.BadRows);
            foreach (var column in whole.Columns)
                Assert.Equal(column.ToTexts(), read.Column(column.Name));
        }, iter: 200);

    [Fact]
    public void Read_RowsLongerThanAPiece_AreWhole()
    {
        string[] fields = [.. Enumerable.Range(0, 40).Select(i => new string((char)('a' + (i % 26)), 10_000 * (i % 9)))];
        var read = Chunks.Read("n,text,more\n" + string.Concat(fields.Select((f, i) => $"{i},{f},{i}\n")), TableFormat.Csv);
        Assert.Equal(fields.Select(f => f.Length == 0 ? null : f), read.Column("text"));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => i.ToString()), read.Column("more"));
    }

    [Theory]
    [InlineData("a,b\n1,2\n3\n4,5\n", "Line 3: 1 fields; the header has 2: 'b' is missing")]
    [InlineData("a,b\n1,2\n3,3,3\n4,5\n", "Line 3: More than the 2 fields of the header")]
    [InlineData("a,b\n1,2\n3,x\"y\n4,5\n", "Line 3: A quote in the middle of a field")]
    [InlineData("a,b\n1,2\n\"3\"x,\"y\n4,5\n", "Line 3: Text after the closing quote")]
    [InlineData("a,b\n1,2\n\n4,5\n", "A blank line before this one")]
    [InlineData("a,b\n1,2\n\"\n3\"x\n4,5", "Line 4: Text after the closing quote")]
    public void Read_BadCsvRow_IsNotedAndTheRestIsRead(string text, string reason)
    {
        var read = Chunks.Read(text, TableFormat.Csv);
        Assert.Equal(3, read.Rows.Count);
        Assert.Equal(1, Assert.Single(read.BadRows).Key);
        Assert.Contains(reason, read.BadRows[1], StringComparison.Ordinal);
        Assert.Equal(("1", "2"), (read.Rows[0]["a"], read.Rows[0]["b"]));
        Assert.Equal(("4", "5"), (read.Rows[2]["a"], read.Rows[2]["b"]));
    }

    [Fact]
    public void Read_BadRowsAnywhere_KeepTheirPlaceInPiecesOfAnySize() =>
        Gen.Select(Gen.Int[0, 5].Array[1, 60], Gen.Int[1, 9]).Sample((kinds, piece) =>
        {
            string[] lines = ["1,2", "1", "1,2,3", "1\"", "\"1\"x", ""];
            // A blank line at the end is none.
            int rows = Array.FindLastIndex(kinds, k => k != 5) + 1;
            var read = Chunks.Read(new DripStream(Text.Utf8("a,b\n" + string.Join('\n', kinds.Select(k => lines[k]))), piece), TableFormat.Csv);
            Assert.Equal(rows, read.Rows.Count);
            Assert.Equal(Enumerable.Range(0, rows).Where(r => kinds[r] != 0), read.BadRows.Keys.Order());
            Assert.All(Enumerable.Range(0, rows).Where(r => kinds[r] == 0), r => Assert.Equal("2", read.Rows[r]["b"]));
        }, iter: 300);

    [Theory]
    [InlineData("", "empty")]
    [InlineData("a,a\n1,2\n", "Column 'a' is twice")]
    [InlineData("a,\n1,2\n", "Column 2 has no name")]
    [InlineData("a\"b\n1\n", "quote in the middle")]
    [InlineData("PAR1\0\n", "NUL byte")]
    [InlineData("PK\u0003\u0004", "ZIP or Excel")]
    public async Task Open_BadHeader_IsRefused(string text, string reason) =>
        Assert.Contains(reason, (await Assert.ThrowsAsync<TableFormatException>(
            () => TableReader.OpenAsync(new MemoryStream(Text.Utf8(text)), TableFormat.Csv))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_QuoteThatIsNeverClosed_GivesTheRowsBeforeAndThenFails()
    {
        var read = Chunks.Read("a,b\n1,2\n3,\"4\n5,6\n", TableFormat.Csv);
        Assert.Equal(["1"], read.Column("a"));
        Assert.Contains("Line 3: A quoted field opens here and is never closed", read.End!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CutOffGzip_GivesRowsAndThenFails()
    {
        byte[] whole = Text.Gzip(Text.Utf8("a\n" + string.Concat(Enumerable.Range(0, 200_000).Select(i => $"{i * 7919 % 100_003}\n"))));
        var read = Chunks.Read(new MemoryStream(whole[..(whole.Length / 2)]), TableFormat.Csv);
        Assert.InRange(read.Rows.Count, 1, 199_999);
        Assert.Contains("cut off", read.End!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EndlessRow_IsRefused()
    {
        var read = Chunks.Read("a,b\n" + new string('1', 2 << 20), TableFormat.Csv);
        Assert.Contains("longer than", read.End!.Message, StringComparison.Ordinal);
        Assert.Contains("longer than", Chunks.Read("{\"a\":\"" + new string('1', 17 << 20), TableFormat.NdJson).End!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_MoreThanAllowed_IsRefused()
    {
        await using var reader = await TableReader.OpenAsync(new MemoryStream(Text.Utf8("a\n" + new string('\n', 200_000))), TableFormat.Csv, maxBytes: 100_000);
        await Assert.ThrowsAsync<TableFormatException>(async () => await reader.ReadAsync());
    }

    [Fact]
    public void Read_NdJson_NullAndAbsentAreMissingAndBadLinesAreNoted()
    {
        var read = Chunks.Read(
            "{\"a\":1,\"b\":null}\n\r\n{\"b\":2}\nnot json\n{\"a\":[1]}\n{\"a\":true,\"b\":1e3}{}\n{\"a\":\"x\\ny\"}", TableFormat.NdJson);
        Assert.Null(read.Columns);
        Assert.Equal(6, read.Rows.Count);
        Assert.Equal(["1", null, null, null], read.Column("a").Take(4));
        Assert.Equal([null, "2"], read.Column("b").Take(2));
        Assert.Equal("x\ny", read.Rows[5]["a"]);
        Assert.Equal([2, 3, 4], read.BadRows.Keys.Order());
        Assert.StartsWith("Line 4: Not valid JSON", read.BadRows[2], StringComparison.Ordinal);
        Assert.StartsWith("Line 5: Field 'a' holds an array", read.BadRows[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TableFormat.Csv, "a,b,c\n1,x,2\n3,,4\n")]
    [InlineData(TableFormat.NdJson, "{\"a\":1,\"b\":[{\"a\":9}],\"c\":2}\n{\"c\":4,\"a\":3,\"b\":{}}\n")]
    public void Select_SomeColumns_LeavesTheOthersOut(TableFormat format, string text)
    {
        var read = Chunks.Read(text, format, "c", "a", "nowhere");
        Assert.Empty(read.BadRows);
        Assert.Equal(["a", "c"], read.Rows[0].Keys.Order());
        Assert.Equal(["1", "3"], read.Column("a"));
        Assert.Equal(["2", "4"], read.Column("c"));
    }

    [Fact]
    public void Read_NdJsonLinesInPiecesOfAnySize_AreTheSame() =>
        Gen.Select(Field.Array[1, 50], Gen.Int[1, 40]).Sample((fields, piece) =>
        {
            string text = string.Concat(fields.Select(f => $"{{\"a\":{System.Text.Json.JsonSerializer.Serialize(f)}}}\n"));
            Assert.Equal(fields, Chunks.Read(new DripStream(Text.Utf8(text), piece), TableFormat.NdJson).Column("a"));
        }, iter: 100);

    [Fact]
    public void Read_NdJsonWithADifferentFieldInEveryLine_StaysSmall()
    {
        var read = Chunks.Read(string.Concat(Enumerable.Range(0, 3_000).Select(i => $"{{\"f{i}\":1}}\n")), TableFormat.NdJson);
        Assert.Null(read.End);
        Assert.Equal(3_000, read.Rows.Count);
    }
}
