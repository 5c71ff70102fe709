using System.Globalization;
using ActorMlOps.Tables.Tests.Support;
using CsCheck;

namespace ActorMlOps.Tables.Tests;

public sealed class TableWriterTests
{
    private static readonly ColumnSpec[] Columns =
        [new("t", ColumnKind.Text), new("i", ColumnKind.Integer), new("s", ColumnKind.Single), new("d", ColumnKind.Double)];

    private static readonly Gen<(string? T, long? I, float? S, double? D)> Row = Gen.Select(
        Gen.Null(Gen.Char["ab,\"\n\r é€"].Array[1, 6].Select(c => new string(c))), Gen.Nullable(Gen.Long), Gen.Nullable(Gen.Float), Gen.Nullable(Gen.Double));

    [Theory]
    [InlineData(TableFormat.Csv)]
    [InlineData(TableFormat.NdJson)]
    [InlineData(TableFormat.Parquet)]
    public void Write_ThenRead_GivesTheSameRows(TableFormat format) =>
        Row.Array[0, 60].Sample(rows =>
        {
            var read = Chunks.Read(new MemoryStream(Write(format, rows)), format);
            Assert.Null(read.End);
            Assert.Empty(read.BadRows);
            Assert.Equal(rows.Length, read.Rows.Count);
            for (int r = 0; r < rows.Length; r++)
            {
                var row = read.Rows[r];
                Assert.Equal(rows[r].T, row["t"]);
                Assert.Equal(rows[r].I?.ToString(CultureInfo.InvariantCulture), row["i"]);
                AssertNumber(rows[r].S, row["s"] is { } s ? float.Parse(s, CultureInfo.InvariantCulture) : null, format);
                AssertNumber(rows[r].D, row["d"] is { } d ? double.Parse(d, CultureInfo.InvariantCulture) : null, format);
            }
        }, iter: 50);

    [Fact]
    public void Write_Csv_IsGolden() => Assert.Equal(
        "t,i,s,d\n\"a,\"\"b\"\"\",-1,0.1,0.30000000000000004\n,,,\nx,9223372036854775807,NaN,Infinity\n",
        System.Text.Encoding.UTF8.GetString(Write(TableFormat.Csv, Golden)));

    [Fact]
    public void Write_NdJson_IsGolden() => Assert.Equal(
        """
        {"t":"a,\"b\"","i":-1,"s":0.1,"d":0.30000000000000004}
        {"t":null,"i":null,"s":null,"d":null}
        {"t":"x","i":9223372036854775807,"s":null,"d":null}

        """,
        System.Text.Encoding.UTF8.GetString(Write(TableFormat.NdJson, Golden)));

    [Fact]
    public void Write_ManyParquetRows_BecomeSeveralRowGroups()
    {
        var rows = Enumerable.Range(0, 150_000).Select(i => (T: (string?)$"row {i}", I: (long?)i, S: (float?)i, D: i % 3 == 0 ? null : (double?)i)).ToArray();
        byte[] file = Write(TableFormat.Parquet, rows);
        using (var reader = new ParquetSharp.ParquetFileReader(new MemoryStream(file)))
        {
            Assert.Equal(3, reader.FileMetaData.NumRowGroups);
            Assert.Equal(150_000, reader.FileMetaData.NumRows);
        }
        var read = Chunks.Read(new MemoryStream(file), TableFormat.Parquet);
        Assert.Equal(rows.Select(r => r.T), read.Column("t"));
        Assert.Equal(rows.Select(r => r.D?.ToString(CultureInfo.InvariantCulture)), read.Column("d"));
    }

    [Fact]
    public void Open_TwoColumnsOfAName_IsRefused() =>
        Assert.Throws<ArgumentException>(() => TableWriter.Open(TableFormat.Csv, [new("a", ColumnKind.Text), new("a", ColumnKind.Double)]));

    private static (string? T, long? I, float? S, double? D)[] Golden =>
        [("a,\"b\"", -1, 0.1f, 0.1 + 0.2), (null, null, null, null), ("x", long.MaxValue, float.NaN, double.PositiveInfinity)];

    private static byte[] Write(TableFormat format, (string? T, long? I, float? S, double? D)[] rows)
    {
        using var writer = TableWriter.Open(format, Columns);
        var file = new MemoryStream();
        for (int r = 0; r < rows.Length; r++)
        {
            var (t, i, s, d) = rows[r];
            Put(t, v => writer.Text(Text.Utf8(v)), writer);
            Put(i, v => writer.Integer(v!.Value), writer);
            Put(s, v => writer.Single(v!.Value), writer);
            Put(d, v => writer.Double(v!.Value), writer);
            writer.EndRow();
            if (r % 7 == 0)
                file.Write(writer.Take().Span);
        }
        writer.Complete();
        file.Write(writer.Take().Span);
        return file.ToArray();
    }

    private static void Put<T>(T? value, Action<T> write, TableWriter writer)
    {
        if (value is null)
            writer.Missing();
        else
            write(value);
    }

    private static void AssertNumber(double? written, double? read, TableFormat format) =>
        Assert.Equal(format == TableFormat.NdJson && written is { } w && !double.IsFinite(w) ? null : written, read);
}
