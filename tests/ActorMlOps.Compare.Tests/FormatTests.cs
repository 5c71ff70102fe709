using System.Text;
using ActorMlOps.Compare.Columns;
using ActorMlOps.Compare.Tests.Support;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Tables;

namespace ActorMlOps.Compare.Tests;

public sealed class FormatTests
{
    private static readonly (double Number, string Text, bool Truth)[] s_rows =
        [.. Enumerable.Range(0, 400).Select(i => (i * 0.25, i % 3 == 0 ? "one, \"two\"" : "zwölf", i % 5 == 0))];

    public static TheoryData<string> Formats => ["comma", "semicolon", "tab", "bom", "crlf", "gzip", "parquet", "parquet.gz"];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Compare_TheSameRowsInAnyFormat_AreTheSame(string format)
    {
        var comparison = await Csv.CompareAsync(File("comma"), File(format));
        Assert.Equal([ColumnType.Number, ColumnType.Text, ColumnType.Boolean], comparison.Columns.Select(c => c.Column.Type));
        Assert.All(comparison.Columns, column => Assert.Equal(0.0, column.Moved));
        Assert.Equal(s_rows.Length, comparison.CurrentRows);
        Assert.Empty(comparison.Drifted());
        Assert.Empty(comparison.Notes);
    }

    [Theory]
    [InlineData("2026-01-%", ColumnType.Time)]
    [InlineData("2026-01-% 12:30:00", ColumnType.Time)]
    [InlineData("2026-01-%T12:30:00.5+02:00", ColumnType.Time)]
    [InlineData("1.5e-%", ColumnType.Number)]
    [InlineData("-%", ColumnType.Number)]
    [InlineData("room %", ColumnType.Text)]
    public async Task Type_OfAColumn_IsThatOfItsValues(string pattern, ColumnType type)
    {
        var csv = "x,n\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{pattern.Replace("%", $"{(i % 28) + 1:00}")},1\n"));
        var comparison = await Csv.CompareAsync(csv, csv);
        Assert.Equal(type, comparison.Column("x").Column.Type);
        Assert.False(comparison.Column("x").Drift.Drifted);
    }

    [Fact]
    public async Task Times_ThatMoved_AreToldAsTimes()
    {
        static string Month(int month) => "day\n" + string.Concat(Enumerable.Range(0, 280).Select(i => $"2026-{month:00}-{(i % 28) + 1:00}\n"));
        var comparison = await Csv.CompareAsync(Month(1), Month(2));
        Assert.True(comparison.Column("day").Drift.Drifted);
        Assert.Contains("from 2026-02-0", Words.Sentence.Of(comparison.Column("day")));
    }

    [Fact]
    public async Task Markers_AmongNumbers_AreMissingAndAmongTextsAreTexts()
    {
        var csv = "number,country\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"{(i % 3 == 0 ? "NA" : i)},{(i % 3 == 0 ? "NA" : "DE")}\n"));
        var comparison = await Csv.CompareAsync(csv, csv);
        Assert.Equal((ColumnType.Number, 100L), (comparison.Column("number").Column.Type, comparison.Column("number").Current.Missing));
        Assert.Equal(["DE", "NA"], comparison.Column("country").Profile.Categories);
    }

    [Fact]
    public async Task Numbers_DeclaredCategories_AreTheSameInAnySpelling()
    {
        var options = new ComparisonOptions { Kinds = new Dictionary<string, ColumnKind> { ["code"] = ColumnKind.Categorical } };
        var comparison = await Csv.CompareAsync("code\n" + string.Concat(Enumerable.Repeat("1\n2\n", 50)), "code\n" + string.Concat(Enumerable.Repeat("1.0\n2.0\n", 50)), options);
        Assert.Equal(ColumnKind.Categorical, comparison.Column("code").Column.Kind);
        Assert.Equal(0.0, comparison.Column("code").Moved);
        Assert.Equal(0, comparison.Column("code").Current.Unseen);
    }

    [Fact]
    public async Task Texts_ThatNameRows_AreLeftOutWithANoteUnlessDeclared()
    {
        static string Ids(char letter) => "id,x\n" + string.Concat(Enumerable.Range(0, 500).Select(i => $"{letter}{i},{i}\n"));
        var comparison = await Csv.CompareAsync(Ids('a'), Ids('b'));
        Assert.Equal(["x"], comparison.Columns.Select(c => c.Column.Name));
        Assert.Contains("'id' is not compared", Assert.Single(comparison.Notes));
        var declared = await Csv.CompareAsync(
            Ids('a'), Ids('b'), new() { Kinds = new Dictionary<string, ColumnKind> { ["id"] = ColumnKind.Categorical } });
        Assert.True(declared.Column("id").Drift.Drifted);
    }

    [Fact]
    public async Task WideFile_OfAThousandColumns_IsComparedAndMultivariateTestsSayWhyNot()
    {
        var random = new Random(7);
        string Wide(int moved) => string.Join(',', Enumerable.Range(0, 1000).Select(i => $"c{i}")) + "\n" + string.Concat(Enumerable.Range(0, 120)
            .Select(_ => string.Join(',', Enumerable.Range(0, 1000).Select(i => Math.Round(random.NextDouble() + (i == moved ? 1 : 0), 3))) + "\n"));
        var comparison = await Csv.CompareAsync(Wide(-1), Wide(500));
        Assert.Equal(1000, comparison.Columns.Count);
        Assert.Equal(["c500"], comparison.Drifted());
        Assert.All(comparison.Multivariate, test => Assert.Equal(MultivariateTest.TooManyColumns, test.Reason));
    }

    [Fact]
    public async Task Method_ThatSaysNothingOfAColumn_SaysSo()
    {
        var comparison = await Csv.CompareAsync(File("comma"), File("comma"), new() { Drift = new() { Methods = [DriftMethods.Chi2] } });
        Assert.Equal(DriftReasons.NotApplicable, Assert.Single(comparison.Column("number").Drift.Results).Reason);
    }

    private static byte[] File(string format) => format switch
    {
        "gzip" => Csv.Gzip(File("comma")),
        "parquet.gz" => Csv.Gzip(File("parquet")),
        "parquet" => Parquet(),
        "semicolon" => Text(';', "\n", n => n.ToString(System.Globalization.CultureInfo.InvariantCulture).Replace('.', ',')),
        "tab" => Text('\t', "\n"),
        "crlf" => Text(',', "\r\n"),
        "bom" => [.. Encoding.UTF8.Preamble, .. Text(',', "\n")],
        _ => Text(',', "\n"),
    };

    private static byte[] Text(char separator, string end, Func<double, string>? number = null)
    {
        var text = new StringBuilder(string.Join(separator, "number", "text", "truth")).Append(end);
        foreach (var row in s_rows)
        {
            text.AppendJoin(
                separator, number?.Invoke(row.Number) ?? row.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
                $"\"{row.Text.Replace("\"", "\"\"")}\"", row.Truth ? "True" : "False").Append(end);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static byte[] Parquet()
    {
        using var writer = TableWriter.Open(
            TableFormat.Parquet, [new("number", Tables.ColumnKind.Double), new("text", Tables.ColumnKind.Text), new("truth", Tables.ColumnKind.Text)]);
        foreach (var row in s_rows)
        {
            writer.Double(row.Number);
            writer.Text(Encoding.UTF8.GetBytes(row.Text));
            writer.Text(row.Truth ? "true"u8 : "false"u8);
            writer.EndRow();
        }

        writer.Complete();
        return writer.Take().ToArray();
    }
}
