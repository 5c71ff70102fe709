using ActorMlOps.Tables.Tests.Support;

namespace ActorMlOps.Tables.Tests;

public sealed class RowsReaderTests
{
    [Theory]
    [InlineData("text/csv", RowFormat.Csv)]
    [InlineData("TEXT/CSV; charset=utf-8", RowFormat.Csv)]
    [InlineData("application/x-ndjson", RowFormat.NdJson)]
    [InlineData("application/ndjson", RowFormat.NdJson)]
    [InlineData("application/jsonl", RowFormat.NdJson)]
    [InlineData(" application/json ;x=y", RowFormat.Json)]
    [InlineData("application/octet-stream", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void FormatOf_MediaTypes(string? contentType, RowFormat? format) => Assert.Equal(format, RowsReader.FormatOf(contentType));

    [Theory]
    [InlineData("{\"a\":1,\"b\":\"x\"}\n{\"b\":null,\"a\":-2.50e3}\n", RowFormat.NdJson)]
    [InlineData("\uFEFF{\"a\":1,\"b\":\"x\"}\r\n\r\n  \t\r\n{\"a\":-2.50e3}", RowFormat.NdJson)]
    [InlineData("[{\"a\":1,\"b\":\"x\"},{\"b\":null,\"a\":-2.50e3}]", RowFormat.Json)]
    [InlineData("{\"other\":[[{\"rows\":[1]}]],\"rows\":[{\"a\":1,\"b\":\"x\"},{\"a\":-2.50e3}],\"more\":{\"a\":{}}}", RowFormat.Json)]
    [InlineData("\uFEFF [ {\"\\u0061\":1,\n\"b\":\"\\u0078\"}, {\"a\":-2.50e3} ] ", RowFormat.Json)]
    [InlineData("a,b\n1,x\n-2.50e3,\n", RowFormat.Csv)]
    public void Read_SameRowsInAnyFormat_GiveTheSameTable(string text, RowFormat format)
    {
        var table = Text.Rows(text, format);
        Text.AssertColumn(table, "a", "1", "-2.50e3");
        Text.AssertColumn(table, "b", "x", null);
        Assert.Equal(-2500, table["a"].ToDoubles()[1]);
    }

    [Fact]
    public void Read_MixedTypes_KeepTheirText() => Text.AssertColumn(
        Text.Rows("{\"a\":1.10}\n{\"a\":true}\n{\"a\":false}\n{\"a\":\"\"}\n{\"a\":\"line\\nbreak \\\"q\\\" \\ud83d\\ude42\"}\n{\"a\":12345678901234567890}", RowFormat.NdJson),
        "a", "1.10", "true", "false", "", "line\nbreak \"q\" 🙂", "12345678901234567890");

    [Fact]
    public void Read_KeysThatComeAndGo_AreMissingElsewhere()
    {
        var table = Text.Rows("[{},{\"a\":1},{\"b\":2},{\"a\":3,\"c\":null},{}]", RowFormat.Json);
        Text.AssertColumn(table, "a", null, "1", null, "3", null);
        Text.AssertColumn(table, "b", null, null, "2", null, null);
        Text.AssertColumn(table, "c", null, null, null, null, null);
    }

    [Theory]
    [InlineData("{\"a\":1}\n{\"a\":", 2, 0, "Not valid JSON")]
    [InlineData("{\"a\":1}\n{\"a\":1", 2, 0, "Not valid JSON")]
    [InlineData("{\"a\":1}\n{\"a\":1}{\"a\":2}", 2, 0, "Not valid JSON")]
    [InlineData("{\"a\":1}\nnull", 2, 0, "must be a JSON object")]
    [InlineData("[1]", 1, 0, "must be a JSON object")]
    [InlineData("{\"a\":1}\n{\"a\":NaN}", 2, 0, "Not valid JSON")]
    [InlineData("{\"a\":[1]}", 1, 1, "Field 'a' holds an array")]
    [InlineData("{\"a\":1,\"b\":{\"c\":1}}", 1, 2, "Field 'b' holds an object")]
    [InlineData("{\"a\":1,\"a\":2}", 1, 1, "Field 'a' is there twice")]
    [InlineData("{\"\":1}", 1, 0, "empty name")]
    [InlineData("{\"a\":\"\\ud800\"}", 1, 1, "half a surrogate pair")]
    [InlineData("{}\n{}", 0, 0, "The rows have no fields")]
    [InlineData("\n \n", 0, 0, "There are no rows")]
    [InlineData("", 0, 0, "There are no rows")]
    public void Read_BadNdJson_SaysWhereAndWhy(string text, long line, int column, string telling) =>
        Text.AssertRefused(text, RowFormat.NdJson, line, column, telling);

    [Theory]
    [InlineData("[{\"a\":1},\n{\"a\":", 2, 0, "Not valid JSON")]
    [InlineData("[{\"a\":1},\n{\"a\":1}", 2, 0, "Not valid JSON")]
    [InlineData("[{\"a\":1}]\n[]", 2, 0, "Not valid JSON")]
    [InlineData("[{\"a\":1},\n\n[2]]", 3, 0, "must be a JSON object")]
    [InlineData("[{\"a\":1},\n{\"b\":[]}]", 2, 2, "Field 'b' holds an array")]
    [InlineData("{\"rows\":1}", 1, 0, "'rows' must be one array")]
    [InlineData("{\"rows\":[{\"a\":1}],\n\"rows\":[]}", 2, 0, "'rows' must be one array")]
    [InlineData("{\"data\":[]}", 0, 0, "An array of objects is expected")]
    [InlineData("7", 0, 0, "An array of objects is expected")]
    [InlineData("[]", 0, 0, "There are no rows")]
    [InlineData("", 1, 0, "Not valid JSON")]
    public void Read_BadJson_SaysWhereAndWhy(string text, long line, int column, string telling) =>
        Text.AssertRefused(text, RowFormat.Json, line, column, telling);

    [Theory]
    [InlineData(RowFormat.NdJson)]
    [InlineData(RowFormat.Json)]
    public void Read_DeepNesting_IsRefusedWithoutHarm(RowFormat format)
    {
        string deep = new string('[', 1_000_000);
        Assert.Throws<TableFormatException>(() => Text.Rows(deep, format));
        Assert.Throws<TableFormatException>(() => Text.Rows("{\"x\":" + deep, format));
    }

    [Theory]
    [InlineData(RowFormat.Csv)]
    [InlineData(RowFormat.NdJson)]
    [InlineData(RowFormat.Json)]
    public async Task ReadAsync_GzipInSmallPieces_AsRead(RowFormat format)
    {
        string text = format switch
        {
            RowFormat.Csv => "a,b\n1,x\n,y\n",
            RowFormat.NdJson => "{\"a\":1,\"b\":\"x\"}\n{\"b\":\"y\"}\n",
            _ => "[{\"a\":1,\"b\":\"x\"},{\"b\":\"y\"}]",
        };
        var table = await RowsReader.ReadAsync(new DripStream(Text.Gzip(Text.Utf8(text)), 3), format);
        Text.AssertColumn(table, "a", "1", null);
        Text.AssertColumn(table, "b", "x", "y");
    }

    [Fact]
    public async Task ReadAsync_Cancelled_Throws()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => RowsReader.ReadAsync(new MemoryStream(Text.Utf8("a\n1\n")), RowFormat.Csv, cancellationToken: cancellation.Token));
    }

    [Theory]
    [InlineData(RowFormat.Csv, "a,\"b\"\n1,\"x\"\"y\"\n")]
    [InlineData(RowFormat.NdJson, "{\"a\":1,\"b\":\"x\\n\"}\n{\"a\":null}\n")]
    [InlineData(RowFormat.Json, "{\"rows\":[{\"a\":1.5e3,\"b\":\"\\u00fc\"},{}]}")]
    public void Read_MutatedTexts_AreReadOrRefusedInWords(RowFormat format, string seed)
    {
        byte[] bytes = Text.Utf8(seed);
        var random = new Random(5);
        for (int i = 0; i < 3_000; i++)
        {
            var mutant = new List<byte>(bytes);
            for (int edits = random.Next(1, 4); edits > 0; edits--)
            {
                int at = random.Next(mutant.Count);
                if (random.Next(3) == 0)
                    mutant.Insert(at, "\",\r\n\0{}[]\\u:"u8[random.Next(12)]);
                else
                    mutant[at] = (byte)random.Next(256);
            }
            try
            {
                Assert.True(RowsReader.Read(new MemoryStream([.. mutant]), format).Rows > 0);
            }
            catch (TableFormatException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }
}
