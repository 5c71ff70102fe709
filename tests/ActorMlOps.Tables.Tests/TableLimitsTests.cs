using ActorMlOps.Tables.Tests.Support;

namespace ActorMlOps.Tables.Tests;

public sealed class TableLimitsTests
{
    private const string Csv = "a,b\n1,2\n3,4\n", NdJson = "{\"a\":1,\"b\":2}\n{\"a\":3,\"b\":4}\n", Json = "[{\"a\":1,\"b\":2},\n{\"a\":3,\"b\":4}]";

    public static TheoryData<string, RowFormat> Texts => new() { { Csv, RowFormat.Csv }, { NdJson, RowFormat.NdJson }, { Json, RowFormat.Json } };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Read_JustWithinEveryLimit_IsRead(string text, RowFormat format)
    {
        var limits = new TableLimits { MaxRows = 2, MaxColumns = 2, MaxCells = 4, MaxBytes = text.Length, MaxFieldBytes = 1 };
        Assert.Equal(2, Text.Rows(text, format, limits).Rows);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Read_BeyondALimit_NamesIt(string text, RowFormat format)
    {
        AssertRefused(new TableLimits { MaxRows = 1 }, "More than 1 rows");
        AssertRefused(new TableLimits { MaxColumns = 1 }, "More than 1 ");
        AssertRefused(new TableLimits { MaxCells = 3 }, "More than 3 cells");
        AssertRefused(new TableLimits { MaxBytes = text.Length - 1 }, $"longer than {text.Length - 1} bytes");

        void AssertRefused(TableLimits limits, string telling) =>
            Assert.Contains(telling, Assert.Throws<TableFormatException>(() => Text.Rows(text, format, limits)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\n1,12345\n", RowFormat.Csv, 2, 2)]
    [InlineData("a,b\n1,\"12345\"\n", RowFormat.Csv, 2, 2)]
    [InlineData("{\"a\":1}\n{\"a\":\"12345\"}", RowFormat.NdJson, 2, 1)]
    [InlineData("{\"a\":1}\n{\"a\":12345}", RowFormat.NdJson, 2, 1)]
    [InlineData("[{\"a\":\"12345\"}]", RowFormat.Json, 1, 1)]
    public void Read_FieldTooLong_NamesLineAndColumn(string text, RowFormat format, long line, int column) =>
        Text.AssertRefused(text, format, line, column, "longer than 4 bytes", new TableLimits { MaxFieldBytes = 4 });

    [Fact]
    public void Read_QuoteNeverClosedInAHugeFile_IsRefusedAfterOneField()
    {
        var endless = new EndlessStream("a,b\n1,\""u8.ToArray(), (byte)'x');
        Assert.Contains("a quote may be missing", Assert.Throws<TableFormatException>(() => CsvTable.Read(endless)).Message, StringComparison.Ordinal);
        Assert.InRange(endless.Given, 1 << 20, 2 << 20);
    }

    [Fact]
    public void Read_GzipBomb_IsRefusedWithoutBeingUnpacked()
    {
        byte[] bomb = Text.Gzip([.. "a\n"u8, .. Enumerable.Repeat((byte)'1', 64 << 20).Select((b, i) => i % 2 == 0 ? b : (byte)'\n')]);
        Assert.True(bomb.Length < 1 << 20);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<TableFormatException>(() => CsvTable.Read(new MemoryStream(bomb), new TableLimits { MaxBytes = 1 << 20 }));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 32 << 20);
    }

    [Theory]
    [InlineData(RowFormat.Csv)]
    [InlineData(RowFormat.NdJson)]
    public void Read_DamagedOrCutOffGzip_IsRefused(RowFormat format)
    {
        var rows = Enumerable.Range(0, 5_000).Select(i => format == RowFormat.Csv ? $"{i * 7919}\n" : $"{{\"a\":{i * 7919}}}\n");
        byte[] packed = Text.Gzip(Text.Utf8((format == RowFormat.Csv ? "a\n" : "") + string.Concat(rows)));
        byte[] damaged = (byte[])packed.Clone();
        damaged[packed.Length / 2] ^= 0xFF;
        foreach (byte[] bad in new[] { damaged, packed[..(packed.Length / 2)], packed[..^4], [0x1F, 0x8B], [0x1F, 0x8B, 8, 0, 0, 0] })
        {
            var error = Assert.Throws<TableFormatException>(() => RowsReader.Read(new MemoryStream(bad), format));
            Assert.Contains("gzip data is damaged", error.Message, StringComparison.Ordinal);
        }
    }

    private sealed class EndlessStream(byte[] start, byte then) : MemoryStream
    {
        public long Given { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            for (int i = 0; i < buffer.Length; i++, Given++)
                buffer[i] = Given < start.Length ? start[Given] : then;
            return buffer.Length;
        }
    }
}
