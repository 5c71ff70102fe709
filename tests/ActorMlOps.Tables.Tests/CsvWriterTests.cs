using System.Text;
using ActorMlOps.Tables.Tests.Support;
using CsCheck;

namespace ActorMlOps.Tables.Tests;

public sealed class CsvWriterTests
{
    private const string Letters = "abcxyz,,\"\"\r\n é日";

    private static readonly string[] Awkward = ["", " ", ",", "\"", "\"\"", "\r", "\n", "\r\n", "a,b", "NaN", "-0", "1e300", "ü", "🙂"];

    private static readonly Gen<string> Value = Gen.OneOf(
        Gen.Int[0, Awkward.Length - 1].Select(i => Awkward[i]),
        Gen.Int[0, Letters.Length - 1].Select(i => Letters[i]).Array[0, 12].Select(letters => new string(letters)));

    private static readonly Gen<(string?[][] Columns, int Rows)> Tables = Gen.Select(Gen.Int[1, 5], Gen.Int[1, 20])
        .SelectMany((columns, rows) => Value.Null().Array[rows].Array[columns].Select(values => (values, rows)));

    private static string Written(Action<CsvWriter> write)
    {
        var stream = new MemoryStream();
        using (var writer = new CsvWriter(stream))
            write(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [Fact]
    public void Field_WhatNeedsQuotes_IsQuoted() => Assert.Equal("plain,\"a,b\",\"say \"\"hi\"\"\",\"a\nb\",\"a\rb\",\"\"\n", Written(w =>
    {
        foreach (string text in new[] { "plain", "a,b", "say \"hi\"", "a\nb", "a\rb", "" })
            w.Field(text);
        w.EndRow();
    }));

    [Fact]
    public void Missing_LeavesTheFieldEmptyButNeverTheLine() => Assert.Equal(",x,\n\"\"\n,\n", Written(w =>
    {
        w.Missing();
        w.Field("x");
        w.Missing();
        w.EndRow();
        w.Missing();
        w.EndRow();
        w.Missing();
        w.Missing();
        w.EndRow();
    }));

    [Fact]
    public void Number_RoundTrips() => Gen.Double.Sample(number =>
    {
        string text = Written(w => w.Field(number)).TrimEnd();
        Assert.Equal(number, double.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
    });

    [Fact]
    public void ToCsv_ReadBack_IsTheSameTable() => Tables.Sample(t =>
    {
        var table = new Table([.. t.Columns.Select((values, i) => TextColumn.From($"c\"{i},", values))]);
        var stream = new MemoryStream();
        table.ToCsv(stream);
        stream.Position = 0;
        var read = CsvTable.Read(new DripStream(stream.ToArray(), 5));
        Assert.Equal(table.Columns.Select(c => c.Name), read.Columns.Select(c => c.Name));
        Assert.Equal(t.Rows, read.Rows);
        // CSV knows no difference between an empty text and a missing one.
        for (int c = 0; c < t.Columns.Length; c++)
            Assert.Equal(t.Columns[c].Select(v => v is "" ? null : v), read.Columns[c].ToTexts());
    });

    [Fact]
    public void ToCsv_LargeTable_IsFlushedWhole()
    {
        var table = new Table([TextColumn.From("a", Enumerable.Range(0, 50_000).Select(i => $"value {i}"))]);
        var stream = new MemoryStream();
        table.ToCsv(stream);
        stream.Position = 0;
        Assert.Equal(table["a"].ToTexts(), CsvTable.Read(stream)["a"].ToTexts());
    }
}
