using ActorMlOps.Statistics.Performance;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Performance;

public sealed class CustomCountersTests
{
    private static readonly Gen<(int Kind, string Name, int Value)[]> Rows =
        Gen.Select(Gen.Int[0, 2], Gen.OneOf(Gen.Const("a"), Gen.Const("b"), Gen.Const("ü")), Gen.Int[0, 1]).Array[0, 60];

    [Fact]
    public void Count_AddedTakenAwayAndMerged_EqualsTheRecomputationToTheBit() => Gen.Select(Rows, Rows, Gen.Int[1, 7]).Sample((kept, gone, parts) =>
    {
        var cells = Enumerable.Range(0, parts).Select(_ => new CustomCounters()).ToArray();
        for (var i = 0; i < gone.Length; i++)
            Count(cells[i % parts], gone[i], 1);
        for (var i = 0; i < kept.Length; i++)
            Count(cells[i % parts], kept[i], 1);
        for (var i = gone.Length - 1; i >= 0; i--)
            Count(cells[i % parts], gone[i], -1);
        var sum = new CustomCounters();
        foreach (var cell in cells.Reverse())
            sum.Merge(CustomCounters.Decode(cell.Encode()));
        var expected = new CustomCounters();
        foreach (var row in kept)
            Count(expected, row, 1);
        Assert.Equal(expected.Encode(), sum.Encode());
        Assert.Equal(kept.Length == 0, sum.IsEmpty);
    });

    [Fact]
    public void Count_TakingAwayWhatIsNotThere_ChangesNothing()
    {
        var counters = new CustomCounters();
        counters.CountRatio("a", true, 1);
        var before = counters.Encode();
        counters.CountRatio("a", false, -1);
        counters.CountRatio("b", true, -1);
        counters.CountValue("v", 1, -1);
        counters.CountFeedback("up", -1);
        Assert.Equal(before, counters.Encode());
    }

    [Fact]
    public void Ratio_OnesAmongRows_IsTheirShareWithWilsonsInterval()
    {
        var counters = new CustomCounters();
        for (var i = 0; i < 10; i++)
            counters.CountRatio("ctr", i < 3, 1);
        var (rows, share) = counters.Ratio("ctr");
        Assert.Equal((10L, 0.3), (rows, share.Value));
        Assert.Equal(Intervals.Wilson(3, 10), share);
        Assert.Equal(MetricReasons.NoRows, counters.Ratio("other").Share.Reason);
    }

    [Fact]
    public void Decode_DamagedBytes_ThrowsInvalidDataAndNothingElse()
    {
        var counters = new CustomCounters();
        foreach (var row in new[] { (0, "a", 1), (1, "v", 1), (2, "up", 0) })
            Count(counters, row, 1);
        var good = counters.Encode();
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length]).Sample((at, value, length) =>
        {
            var bytes = good.ToArray();
            bytes[at] = value;
            foreach (var damaged in new[] { bytes, good[..length] })
            {
                try
                {
                    CustomCounters.Decode(damaged).Encode();
                }
                catch (InvalidDataException)
                {
                    // The one that callers expect.
                }
            }
        });
        Assert.Throws<InvalidDataException>(() => CustomCounters.Decode(good.AsSpan(0, good.Length - 1)));
    }

    private static void Count(CustomCounters counters, (int Kind, string Name, int Value) row, int sign)
    {
        if (row.Kind == 0)
            counters.CountRatio(row.Name, row.Value == 1, sign);
        else if (row.Kind == 1)
            counters.CountValue(row.Name, row.Value / 3.0, sign);
        else
            counters.CountFeedback($"{row.Name}{row.Value}", sign);
    }
}
