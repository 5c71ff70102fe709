using System.Text.Json;
using ActorMlOps.Compare.Page;
using ActorMlOps.Compare.Tests.Support;
using ActorMlOps.Compare.Views;
using ActorMlOps.Statistics.Drift;

namespace ActorMlOps.Compare.Tests;

/// <summary>Every pair of odd columns has an answer in every mode and by every test, in JSON and as a page.</summary>
public sealed class DefinedAnswerTests
{
    private static readonly Dictionary<string, string[]> s_columns = new()
    {
        ["numbers"] = [.. Enumerable.Range(0, 60).Select(i => $"{i * 0.5}")],
        ["constant"] = [.. Enumerable.Repeat("7", 60)],
        ["missing"] = [.. Enumerable.Repeat("", 60)],
        ["texts"] = [.. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? "a" : "b")],
        ["unseen"] = [.. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? "a" : "z")],
        ["oneRow"] = ["3"],
        ["oneText"] = ["q"],
        ["noRow"] = [],
        ["notFinite"] = [.. Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? "NaN" : i % 3 == 1 ? "inf" : "-Infinity")],
        ["extreme"] = ["1.7976931348623157E+308", "-1.7976931348623157E+308", "5E-324", "0", "1", "2", "3", "4"],
        ["times"] = [.. Enumerable.Range(0, 60).Select(i => $"2026-03-{(i % 28) + 1:00}")],
        ["truths"] = [.. Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? "true" : "FALSE")],
    };

    public static TheoryData<string, DriftMode> Cases
    {
        get
        {
            var cases = new TheoryData<string, DriftMode>();
            foreach (var reference in s_columns.Keys)
            {
                foreach (var mode in Enum.GetValues<DriftMode>())
                    cases.Add(reference, mode);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Compare_AnyTwoColumns_HasAnAnswer(string reference, DriftMode mode)
    {
        foreach (var (current, values) in s_columns)
        {
            var comparison = await Csv.CompareAsync(
                Table(s_columns[reference]), Table(values), new() { Drift = new() { Mode = mode, Methods = mode == DriftMode.Standard ? DriftMethods.All : null } });
            var view = ComparisonView.Of(comparison);
            var json = JsonSerializer.Serialize(view, ComparisonJson.Plain.ComparisonView);
            using var page = new StringWriter();
            ReportPage.Write(comparison, page);
            var column = view.Features.Single(c => c.Name == "x");
            Assert.NotEmpty(column.Tests);
            Assert.All(column.Tests, test => Assert.True(test.Value is not null || test.Reason is not null, $"{reference} {current} {test.Method}"));
            Assert.Equal(((long)s_columns[reference].Length, (long)values.Length), (view.Reference.Rows, view.Window.Rows));
            Assert.Equal(view.Reference.Rows == 0 || view.Window.Rows == 0, view.Dataset.DriftedShare is null);
            Assert.Equal(view.Dataset.DriftedShare is null, view.Reason is not null);
            if (reference == current)
                Assert.False(view.Dataset.Drifted, $"{reference} against itself: {json}");
        }
    }

    [Theory]
    [InlineData("constant", "numbers")]
    [InlineData("numbers", "missing")]
    [InlineData("missing", "numbers")]
    [InlineData("texts", "unseen")]
    [InlineData("numbers", "texts")]
    [InlineData("texts", "numbers")]
    [InlineData("truths", "texts")]
    public async Task Compare_ColumnThatBecameAnother_Drifts(string reference, string current)
    {
        var comparison = await Csv.CompareAsync(Table(s_columns[reference]), Table(s_columns[current]));
        Assert.Contains("x", comparison.Drifted());
    }

    [Fact]
    public async Task NumbersThatTurnedToTexts_AreCountedAndShown()
    {
        var comparison = await Csv.CompareAsync(Table(s_columns["numbers"]), Table(s_columns["texts"]));
        var column = comparison.Column("x");
        Assert.Equal((60L, "a", 60L), (column.Odd, column.FirstOdd, column.Current.NaN));
        Assert.Contains("60 values are no numbers, such as 'a'", Words.Sentence.Of(column));
    }

    [Fact]
    public async Task UnseenCategories_AreNamed()
    {
        var view = ComparisonView.Of(await Csv.CompareAsync(Table(s_columns["texts"]), Table(s_columns["unseen"])));
        var column = view.Features.Single(c => c.Name == "x");
        Assert.Equal((30L, "z"), (column.Unseen, Assert.Single(column.UnseenNames)));
        Assert.Contains("50 % have values that the reference never had, such as 'z'", column.Summary);
    }

    [Fact]
    public async Task OtherColumns_AreRefusedWithBothLists()
    {
        var refused = await Assert.ThrowsAsync<ComparisonException>(() => Csv.CompareAsync("a,b,c\n1,2,3\n", "c,b,d\n1,2,3\n"));
        Assert.Contains("Only in the reference: a. Only in the current file: d.", refused.Message);
        Assert.Contains("Columns of the reference: a, b, c. Columns of the current file: c, b, d.", refused.Message);
        var comparison = await Csv.CompareAsync("a,b,c\n1,2,3\n", "c,b,d\n3,2,1\n", new() { Ignore = ["a", "d"] });
        Assert.Equal(["b", "c"], comparison.Columns.Select(c => c.Column.Name));
    }

    [Fact]
    public async Task LabelOfOneFileOnly_IsNoted()
    {
        var comparison = await Csv.CompareAsync("x,y\n1,0\n", "x\n1\n", new() { Label = "y" });
        Assert.Equal(["x"], comparison.Columns.Select(c => c.Column.Name));
        Assert.Contains("'y' is only in the reference", Assert.Single(comparison.Notes));
    }

    [Theory]
    [InlineData("", "The table is empty")]
    [InlineData("a,a\n1,2\n", "twice in the header")]
    [InlineData("{\"a\":1}", "This is JSON")]
    [InlineData("PK\u0003\u0004....", "ZIP or Excel")]
    [InlineData("PAR1....", "Parquet")]
    [InlineData("a,b\n\"1,2\n", "never closed")]
    [InlineData("a,b\n1\n2\n", "no row can be read")]
    public async Task NoTable_IsRefusedWithTheFileAndTheReason(string text, string reason)
    {
        var refused = await Assert.ThrowsAsync<ComparisonException>(() => Csv.CompareAsync("a,b\n1,2\n", text));
        Assert.Contains("current.csv: ", refused.Message);
        Assert.Contains(reason, refused.Message);
    }

    [Fact]
    public async Task DamagedGzip_IsRefused()
    {
        var whole = Csv.Gzip(System.Text.Encoding.UTF8.GetBytes(Table(s_columns["numbers"])));
        var refused = await Assert.ThrowsAsync<ComparisonException>(() => Csv.CompareAsync(whole, whole[..^9]));
        Assert.Contains("damaged or cut off", refused.Message);
    }

    [Fact]
    public async Task RowsThatCannotBeRead_AreLeftOutAndNoted()
    {
        var comparison = await Csv.CompareAsync("a,b\n1,2\n3,4\n", "a,b\n1,2\n3\n5,6\n");
        Assert.Equal(2, comparison.CurrentRows);
        Assert.Contains("current.csv: 1 rows can't be read and are left out. The first: Line 3", Assert.Single(comparison.Notes));
    }

    [Fact]
    public async Task NamesOfTheFile_AreTextInThePage()
    {
        const string Hostile = "\"<script>alert(1)</script>\"\n<b>&\n<b>&\n";
        using var page = new StringWriter();
        ReportPage.Write(await Csv.CompareAsync(Hostile, Hostile), page);
        Assert.DoesNotContain("<script", page.ToString());
        Assert.DoesNotContain("<b>&", page.ToString());
        Assert.Contains("&lt;script&gt;", page.ToString());
    }

    // A second column: a line without anything is no row.
    private static string Table(string[] values) => "x,n\n" + string.Concat(values.Select(value => $"{value},1\n"));
}
