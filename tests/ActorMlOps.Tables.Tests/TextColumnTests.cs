using ActorMlOps.Tables.Tests.Support;
using CsCheck;

namespace ActorMlOps.Tables.Tests;

public sealed class TextColumnTests
{
    [Fact]
    public void From_ToTexts_RoundTrips() => Gen.String.Null().Array.Sample(values =>
    {
        // Half a surrogate pair has no UTF-8.
        string?[] whole = [.. values.Select(v => v is null ? null : System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(v)))];
        var column = TextColumn.From("c", whole);
        Assert.Equal(whole, column.ToTexts());
        Assert.Equal(whole.Count(v => v is null), column.Missing);
        Assert.Equal(whole.Where(v => v is not null).Distinct().Count(), column.DistinctCount);
        for (int row = 0; row < whole.Length; row++)
            Assert.Equal((whole[row], whole[row] is null), (column[row], column.IsMissing(row)));
    });

    [Fact]
    public void ToDoubles_NumbersAndMissing()
    {
        var column = TextColumn.From("c", ["1", null, "-2.5e-3", " 3 ", "NaN", "Infinity", "-Infinity"]);
        Assert.True(column.IsNumeric);
        Assert.Equal([1, double.NaN, -0.0025, 3, double.NaN, double.PositiveInfinity, double.NegativeInfinity], column.ToDoubles());
        Assert.False(column.TryNumber(1, out double missing));
        Assert.True(double.IsNaN(missing));
        Assert.True(column.TryNumber(4, out _));
    }

    [Theory]
    [InlineData("1,5")]
    [InlineData("x")]
    [InlineData("0x10")]
    [InlineData("1 000")]
    [InlineData("")]
    public void ToDoubles_NoNumber_NamesColumnRowAndValue(string text)
    {
        var column = TextColumn.From("price", ["1", text]);
        Assert.False(column.IsNumeric);
        var error = Assert.Throws<TableFormatException>(() => column.ToDoubles());
        Assert.Equal($"Column 'price', row 2: '{text}' is not a number.", error.Message);
    }

    [Fact]
    public void IsNumeric_NothingButMissing_IsFalse() => Assert.False(TextColumn.From("c", [null, null]).IsNumeric);

    [Fact]
    public void Table_UnknownColumn_ListsThoseThereAre()
    {
        var table = Text.Csv("a,b\n1,2\n");
        Assert.Contains("no column 'A'. The columns are: a, b.", Assert.Throws<TableFormatException>(() => table["A"]).Message, StringComparison.Ordinal);
        Assert.False(table.TryGetColumn("A", out _));
        Assert.True(table.TryGetColumn("b", out var column));
        Assert.Equal("2", column[0]);
    }

    [Fact]
    public void Table_ColumnsThatDoNotFitTogether_Throw()
    {
        Assert.Throws<ArgumentException>(() => new Table([]));
        Assert.Throws<ArgumentException>(() => new Table([TextColumn.From("a", ["1"]), TextColumn.From("a", ["2"])]));
        Assert.Contains("'b' has 2 rows", Assert.Throws<ArgumentException>(
            () => new Table([TextColumn.From("a", ["1"]), TextColumn.From("b", ["2", "3"])])).Message, StringComparison.Ordinal);
    }
}
