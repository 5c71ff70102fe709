using System.Globalization;
using ActorMlOps.Tables.Tests.Support;
using CsCheck;
using ParquetSharp;
using ParquetSharp.IO;

namespace ActorMlOps.Tables.Tests.Parquet;

public sealed class ParquetTableReaderTests
{
    private const int Rows = 12_345;

    private static readonly byte[] Plain = Mixed(Rows);
    private static readonly byte[] Small = Mixed(300);

    [Fact]
    public void Read_PlainColumns_GivesTheirTexts()
    {
        var read = Chunks.Read(new MemoryStream(Plain), TableFormat.Parquet);
        Assert.Equal(["x", "n", "s"], read.Columns);
        Assert.Equal(Enumerable.Range(0, Rows).Select(i => (i * 0.5).ToString("R", CultureInfo.InvariantCulture)), read.Column("x"));
        Assert.Equal(Enumerable.Range(0, Rows).Select(i => i % 5 == 0 ? null : i.ToString(CultureInfo.InvariantCulture)), read.Column("n"));
        Assert.Equal(Enumerable.Range(0, Rows).Select(i => i % 7 == 0 ? null : $"text {i % 100}"), read.Column("s"));
    }

    [Fact]
    public void Read_EveryTypeThatHasAText_IsGolden()
    {
        byte[] file = File(
            [
                new Column<bool>("bool"), new Column<byte>("byte"), new Column<uint>("uint"), new Column<ulong>("ulong"), new Column<float>("float"),
                new Column<Half>("half"), new Column<decimal>("decimal", LogicalType.Decimal(29, 3)), new Column<Date>("date"),
                new Column<DateTime>("time", LogicalType.Timestamp(true, TimeUnit.Micros)),
            ],
            group =>
            {
                Write(group, true, false);
                Write<byte>(group, 255, 0);
                Write(group, uint.MaxValue, 0u);
                Write(group, ulong.MaxValue, 0ul);
                Write(group, 0.1f, float.NaN);
                Write(group, (Half)0.5, (Half)(-2));
                Write(group, 12.345m, -0.001m);
                Write(group, new Date(2024, 2, 29), new Date(1969, 12, 31));
                Write(group, new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc).AddTicks(4_560_000), DateTime.UnixEpoch);
            });
        var read = Chunks.Read(new MemoryStream(file), TableFormat.Parquet);
        Assert.Null(read.End);
        Assert.Equal(
            ["true", "255", "4294967295", "18446744073709551615", "0.1", "0.5", "12.345", "2024-02-29", "2024-02-29T01:02:03.456Z"],
            read.Columns!.Select(c => read.Rows[0][c]));
        Assert.Equal(
            ["false", "0", "0", "0", "NaN", "-2", "-0.001", "1969-12-31", "1970-01-01T00:00:00Z"], read.Columns!.Select(c => read.Rows[1][c]));
    }

    [Fact]
    public async Task Open_ListsAndUnknownTypes_AreNamedWithTheReason()
    {
        byte[] file = File(
            [new Column<int[]>("list"), new Column<byte[]>("blob", LogicalType.Bson()), new Column<float>("x")],
            group =>
            {
                Write(group, [1, 2], new[] { 3 });
                Write(group, [1], new byte[] { 2 });
                Write(group, 1f, 2f);
            });
        await using var reader = await TableReader.OpenAsync(new MemoryStream(file), TableFormat.Parquet);
        Assert.Equal(["x"], reader.Columns);
        Assert.Contains("flatten", reader.Unreadable.Single(u => u.Key.StartsWith("list", StringComparison.Ordinal)).Value, StringComparison.Ordinal);
        Assert.Contains("write it as", reader.Unreadable["blob"], StringComparison.Ordinal);
        Assert.Equal(["1", "2"], (await reader.ReadAsync())!.Table["x"].ToTexts().AsEnumerable());
    }

    [Fact]
    public void Read_TextThatIsNoUtf8_SpoilsItsRowOnly()
    {
        // Bytes that a writer of strings would never write.
        byte[] file = [.. Plain];
        int at = file.AsSpan().IndexOf("text 42"u8);
        Assert.True(at > 0);
        file[at] = 0xFF;
        var read = Chunks.Read(new MemoryStream(file), TableFormat.Parquet);
        Assert.Equal(Rows, read.Rows.Count);
        Assert.Equal(Enumerable.Range(0, Rows).Where(i => i % 100 == 42 && i % 7 != 0), read.BadRows.Keys.Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("PAR1")]
    [InlineData("PAR1PAR1")]
    [InlineData("PAR1\0\0\0\0PAR1")]
    [InlineData("PAR1\u007f\u007f\u007f\u007fPAR1")]
    [InlineData("a,b\n1,2\n3,4\n5,6\n")]
    public async Task Open_NoParquetFile_IsRefused(string text) =>
        Assert.Contains("not valid Parquet", (await Assert.ThrowsAsync<TableFormatException>(
            () => TableReader.OpenAsync(new MemoryStream(Text.Utf8(text)), TableFormat.Parquet))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_ClaimOfMoreRowsThanThereAre_EndsWithAnError()
    {
        // 12,345 as a zigzag varint, wherever the metadata has it, becomes 1,048,575.
        byte[] file = [.. Plain];
        int found = 0;
        for (int at = file.Length / 2; at < file.Length - 3; at++)
        {
            if (file.AsSpan(at, 3).SequenceEqual<byte>([0xF2, 0xC0, 0x01]))
            {
                ((ReadOnlySpan<byte>)[0xFE, 0xFF, 0x7F]).CopyTo(file.AsSpan(at));
                found++;
            }
        }
        Assert.True(found >= 2);
        var read = Chunks.Read(new MemoryStream(file), TableFormat.Parquet);
        Assert.Contains("Row group 1", read.End!.Message, StringComparison.Ordinal);
        Assert.InRange(read.Rows.Count, 0, Rows);
    }

    [Fact]
    public void Read_TruncatedAnywhere_IsRefused() => Gen.Int[0, Small.Length - 1].Sample(
        length => Assert.Throws<TableFormatException>(() => Chunks.Read(new MemoryStream(Small[..length]), TableFormat.Parquet)), iter: 500);

    [Fact]
    public void Read_BitsFlippedAnywhere_GivesRowsOrAnError() =>
        Gen.Select(Gen.Int[0, Small.Length - 1].Array[1, 3], Gen.Byte, Gen.Bool).Sample((places, bits, inFooter) =>
        {
            byte[] file = [.. Small];
            foreach (int place in places)
                file[inFooter ? file.Length - 1 - (place % 700) : place] ^= bits;
            try
            {
                Chunks.Read(new MemoryStream(file), TableFormat.Parquet);
            }
            catch (TableFormatException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }, iter: 2_000);

    private static byte[] Mixed(int rows) => File(
        [new Column<double>("x"), new Column<int?>("n"), new Column<string>("s")],
        group =>
        {
            Write(group, Enumerable.Range(0, rows).Select(i => i * 0.5).ToArray());
            Write(group, Enumerable.Range(0, rows).Select(i => i % 5 == 0 ? (int?)null : i).ToArray());
            Write(group, Enumerable.Range(0, rows).Select(i => i % 7 == 0 ? null! : $"text {i % 100}").ToArray());
        });

    private static byte[] File(Column[] columns, Action<RowGroupWriter> write)
    {
        using var stream = new MemoryStream();
        using (var output = new ManagedOutputStream(stream, leaveOpen: true))
        using (var file = new ParquetFileWriter(output, columns, Compression.Uncompressed))
        {
            using (var group = file.AppendRowGroup())
                write(group);
            file.Close();
        }
        return stream.ToArray();
    }

    private static void Write<T>(RowGroupWriter group, params T[] values)
    {
        using var column = group.NextColumn().LogicalWriter<T>();
        column.WriteBatch(values);
    }
}
