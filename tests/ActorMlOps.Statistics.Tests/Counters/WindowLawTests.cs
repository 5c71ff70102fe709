using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Tests.Support;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Counters;

/// <summary>The laws of statistics: merging and splitting into panes never changes a count.</summary>
public sealed class WindowLawTests
{
    private static readonly Gen<double> s_values = Gen.OneOf(
        Gen.Int[-9, 9].Select(i => (double)i), Gen.Double[-1e3, 1e3], Pick.From(double.NaN, double.PositiveInfinity, double.NegativeInfinity));

    private static readonly Gen<(double Number, string? Category)[]> s_rows =
        Gen.Select(s_values, Pick.From<string?>("a", "b", "zz", null)).Array[0, 200];

    private static readonly ReferenceProfile s_profile = new(
        [
            ColumnProfile.Numeric("n", [.. Enumerable.Range(0, 400).Select(i => Math.Sin(i) * 100)], bins: 40),
            ColumnProfile.Categorical("c", [.. Enumerable.Range(0, 400).Select(i => i % 3 == 0 ? "a" : "b")]),
        ],
        400);

    [Fact]
    public void Merge_AnyGroupingAndOrder_IsTheSameToTheBit() =>
        Gen.Select(s_rows, s_rows, s_rows).Sample((a, b, c) =>
        {
            var left = Merge(Merge(Count(a), Count(b)), Count(c));
            var right = Merge(Count(a), Merge(Count(b), Count(c)));
            var swapped = Merge(Merge(Count(c), Count(b)), Count(a));
            for (var i = 0; i < 2; i++)
            {
                CountersAssert.SameCounts(left.Columns[i], right.Columns[i]);
                CountersAssert.SameCounts(left.Columns[i], swapped.Columns[i]);
                CountersAssert.CloseMoments(left.Columns[i].Moments, right.Columns[i].Moments);
            }

            // Two sides swapped: moments too, to the bit.
            Assert.Equal(Merge(Count(a), Count(b)).Encode(), Merge(Count(b), Count(a)).Encode());
        }, iter: 500);

    [Fact]
    public void Panes_AnySplit_SumToTheRecomputation() =>
        Gen.Select(s_rows, Gen.Int[1, 10], Gen.Int[0, 9]).Sample((rows, panes, expired) =>
        {
            var split = rows.Select((row, i) => (row, pane: (i * 7) % panes)).ToLookup(item => item.pane, item => item.row);
            var window = new WindowCounters(s_profile);
            foreach (var pane in split)
                WindowCounters.MergeEncoded(s_profile, Count([.. pane]).Encode(), window);
            Same(Count(rows), window);
            Assert.Equal(rows.Length, window.Rows);

            // Expire one pane: counts are subtracted, moments merged again from the live panes.
            var gone = expired % panes;
            window.Subtract(Count([.. split[gone]]));
            var live = new Moments();
            foreach (var pane in split.Where(pane => pane.Key != gone))
                live.Merge(Count([.. pane]).Columns[0].Moments);
            window.Columns[0].ReplaceMoments(live);
            Same(Count([.. split.Where(pane => pane.Key != gone).SelectMany(pane => pane)]), window);
        }, iter: 500);

    [Fact]
    public void EncodeDecode_AnyWindow_IsTheIdentity() =>
        s_rows.Sample(rows =>
        {
            var window = Count(rows);
            var decoded = WindowCounters.Decode(s_profile, window.Encode());
            Same(window, decoded);
            Assert.Equal(window.Encode(), decoded.Encode());
        }, iter: 500);

    [Fact]
    public void Subtract_RowsNeverAdded_ThrowsAndChangesNothing()
    {
        var window = Count([(1, "a")]);
        var before = window.Encode();
        Assert.Throws<ArgumentException>(() => window.Subtract(Count([(50, "a")])));
        Assert.Throws<ArgumentException>(() => window.Subtract(Count([(1, "b")])));
        Assert.Equal(before, window.Encode());
    }

    [Fact]
    public void Subtract_Moments_AreUnknownUntilReplaced()
    {
        var window = Count([(1, "a"), (2, "a")]);
        window.Subtract(Count([(1, "a")]));
        Assert.False(window.Columns[0].MomentsKnown);
        Assert.Null(window.Columns[0].Moments.Mean);
        Assert.False(WindowCounters.Decode(s_profile, window.Encode()).Columns[0].MomentsKnown);
    }

    [Fact]
    public void Moments_AnyValues_MatchTheTextbook() =>
        Gen.Double[-50, 50].Array[2, 400].Sample(values =>
        {
            var profile = ColumnProfile.Numeric("x", values);
            var moments = profile.Reference.Moments;
            var mean = values.Average();
            double Central(int power) => values.Sum(x => Math.Pow(x - mean, power));
            Assert.Equal(mean, moments.Mean!.Value, 1e-11);
            Assert.Equal(Central(2) / (values.Length - 1), moments.Variance!.Value, 1e-8);
            if (Central(2) > 1)
            {
                Assert.Equal(Math.Sqrt(values.Length) * Central(3) / Math.Pow(Central(2), 1.5), moments.Skewness!.Value, 1e-8);
                Assert.Equal((values.Length * Central(4) / (Central(2) * Central(2))) - 3, moments.ExcessKurtosis!.Value, 1e-8);
            }
        }, iter: 300);

    private static WindowCounters Count((double Number, string? Category)[] rows)
    {
        var window = new WindowCounters(s_profile);
        window.Columns[0].AddColumn(Array.ConvertAll(rows, row => row.Number));
        foreach (var (_, category) in rows)
            window.Columns[1].AddCategory(category);
        window.AddRows(rows.Length);
        return window;
    }

    private static WindowCounters Merge(WindowCounters a, WindowCounters b)
    {
        a.Merge(b);
        return a;
    }

    private static void Same(WindowCounters expected, WindowCounters actual)
    {
        Assert.Equal(expected.Rows, actual.Rows);
        for (var i = 0; i < expected.Columns.Count; i++)
        {
            CountersAssert.SameCounts(expected.Columns[i], actual.Columns[i]);
            CountersAssert.CloseMoments(expected.Columns[i].Moments, actual.Columns[i].Moments);
        }
    }
}
