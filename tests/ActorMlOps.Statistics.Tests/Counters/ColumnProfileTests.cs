using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Statistics.Tests.Counters;

public sealed class ColumnProfileTests
{
    [Fact]
    public void Categorical_MissingEmptyAndUnicode_AreToldApart()
    {
        var profile = ColumnProfile.Categorical("c", ["b", "", null, "été", "b"]);
        Assert.Equal(["", "b", "été"], profile.Categories);
        var counters = new ColumnCounters(profile);
        counters.AddCategory("été"u8);
        counters.AddCategory(""u8);
        counters.AddCategory("nope"u8);
        counters.AddCategory((string?)null);
        counters.AddCategory(new string('x', 5000));
        Assert.Equal([1, 0, 1], counters.Counts.ToArray());
        Assert.Equal((1, 2), (counters.Missing, counters.Unseen));
    }

    [Fact]
    public void UnseenNames_TextBytesAndNumbers_AreNamedAlike()
    {
        var counters = new ColumnCounters(ColumnProfile.Categorical("c", ["a"]));
        counters.AddCategory("été");
        counters.AddCategory("été"u8);
        counters.Add(7.0);
        counters.Add(0.5);
        counters.AddCategory(new string('x', 127) + "😀 and more");
        counters.AddCategory(System.Text.Encoding.UTF8.GetBytes(new string('x', 127) + "😀 and other"));
        Assert.Equal(
            [("xxx", 2), ("été", 2), ("0.5", 1), ("7", 1)],
            counters.UnseenNames.Select(name => (name.Name.Length == 127 ? "xxx" : name.Name, (int)name.Most)));
        Assert.Equal(6, counters.Unseen);
    }

    [Fact]
    public void Categorical_MoreThanAThousand_KeepsTheMostFrequent()
    {
        var values = Enumerable.Range(0, 1200).SelectMany(i => Enumerable.Repeat($"v{i:D4}", i < 900 ? 2 : 1)).ToArray();
        var profile = ColumnProfile.Categorical("c", values);
        Assert.Equal(1000, profile.Categories.Count);
        Assert.Equal(200, profile.Reference.Unseen);
        Assert.All(profile.Reference.Counts.ToArray()[..900], count => Assert.Equal(2, count));
    }

    [Fact]
    public void Categorical_Numbers_AreCountedByTheirText()
    {
        var profile = ColumnProfile.Categorical("day", ["1", "2", "-3", "0.5"]);
        var counters = new ColumnCounters(profile);
        counters.AddColumn((ReadOnlySpan<long>)[1, 2, 7]);
        counters.AddColumn((ReadOnlySpan<float>)[1, 0.5f, float.NaN]);
        counters.AddColumn((ReadOnlySpan<double>)[-3, 1e300]);
        Assert.Equal([1, 1, 2, 1], counters.Counts.ToArray());
        Assert.Equal((1, 2), (counters.NaN, counters.Unseen));
    }

    [Fact]
    public void Numeric_MissingFlags_LeaveTheRowsOutOfTheBins()
    {
        var profile = ColumnProfile.Numeric("x", [1, 2, 3, double.NaN], [false, true, false, false]);
        Assert.Equal((1, 1, 2, 4), (profile.Reference.Missing, profile.Reference.NaN, profile.Reference.Counted, profile.Reference.Rows));
        Assert.Throws<ArgumentException>(() => ColumnProfile.Numeric("x", [1, 2], [true]));
    }

    [Fact]
    public void Reference_IsReadOnly()
    {
        var profile = ColumnProfile.Numeric("x", [1, 2, 3]);
        Assert.Throws<InvalidOperationException>(() => profile.Reference.Add(1.0));
        Assert.Throws<InvalidOperationException>(() => profile.Reference.AddColumn((ReadOnlySpan<float>)[1f]));
    }

    [Fact]
    public void AddCategory_NumericColumn_ThrowsWithTheColumnsName()
    {
        var counters = new ColumnCounters(ColumnProfile.Numeric("price", [1, 2, 3]));
        Assert.Contains("price", Assert.Throws<InvalidOperationException>(() => counters.AddCategory("a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReferenceProfile_ColumnsThatDisagree_AreRefused()
    {
        var column = ColumnProfile.Numeric("x", [1, 2, 3]);
        Assert.Throws<ArgumentException>(() => new ReferenceProfile([column, column], 3));
        Assert.Throws<ArgumentException>(() => new ReferenceProfile([column], 4));
    }
}
