using ActorMlOps.Statistics.Sequential;
using ActorMlOps.Statistics.Tests.Support;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Sequential;

public sealed class StratifiedDifferenceTests
{
    [Fact]
    public void Interval_TwoStrata_IsTheFormula()
    {
        StratumSide a1 = new(100, 0.2, 0.001, 20), b1 = new(50, 0.3, 0.002, 15);
        StratumSide a2 = new(100, 0.4, 0.003, 40), b2 = new(100, 0.5, 0.004, 50);
        var interval = StratifiedDifference.Empty.Add(a1, b1).Add(a2, b2).Interval(0.01, 0.05);
        double h1 = 100 * 50 / 150.0, h2 = 50, sum = h1 + h2;
        var variance = ((h1 * h1 * 0.003) + (h2 * h2 * 0.007)) / (sum * sum);
        Golden.Close("estimate", 0.1, interval.Estimate, 1e-12);
        Golden.Close("low", 0.1 - ConfidenceSequence.Radius(variance, 0.01, 0.05), interval.Low, 1e-12);
        Golden.Close("high", 0.1 + ConfidenceSequence.Radius(variance, 0.01, 0.05), interval.High, 1e-12);
    }

    [Fact]
    public void Interval_TooLittle_SaysWhy()
    {
        Assert.Equal(SequentialReasons.NoData, StratifiedDifference.Empty.Interval(1, 0.05).Reason);
        var oneSided = StratifiedDifference.Empty.Add(StratumSide.Proportion(5, 100), default);
        Assert.Equal((1, SequentialReasons.NoData), (oneSided.LeftOut, oneSided.Interval(1, 0.05).Reason));
        var few = StratifiedDifference.Empty.Add(StratumSide.Proportion(50, 100), StratumSide.Proportion(9, 100)).Interval(1, 0.05);
        Assert.Equal(SequentialReasons.TooFewEvents, few.Reason);
        Assert.Equal(-0.41, few.Estimate!.Value, 1e-12);
        Assert.Null(few.Low);
        var constant = StratifiedDifference.Empty.Add(StratumSide.OfValues(50, 1, 0), StratumSide.OfValues(50, 1, 0)).Interval(1, 0.05);
        Assert.Equal(SequentialReasons.NoVariance, constant.Reason);
        var nan = StratifiedDifference.Empty.Add(StratumSide.OfValues(50, double.NaN, 1), StratumSide.OfValues(50, 1, 1)).Interval(1, 0.05);
        Assert.Equal(SequentialReasons.OutOfRange, nan.Reason);
    }

    [Fact]
    public void UnitTotals_KnownUnits_IsTheFormula()
    {
        (double Sum, long Rows)[] units = [(3, 4), (0, 1), (2, 2), (5, 10)];
        var side = units.Aggregate(default(UnitTotals), (totals, unit) => totals.Add(unit.Sum, unit.Rows)).ToSide();
        double p = 10 / 17.0, v = units.Sum(unit => Math.Pow(unit.Sum - (p * unit.Rows), 2)) / (17 * 17) * 4 / 3;
        Golden.Close("mean", p, side.Mean, 1e-12);
        Golden.Close("variance", v, side.Variance, 1e-12);
        Assert.Equal((17, 4), (side.Size, side.Events));
    }

    [Fact]
    public void UnitTotals_Merged_IsThatOfAllUnits()
    {
        var unit = Gen.Select(Gen.Double[-1e3, 1e3], Gen.Long[1, 50]);
        Gen.Select(unit.Array[0, 20], unit.Array[2, 20]).Sample((left, right) =>
        {
            var merged = Totals(left).Merge(Totals(right)).ToSide();
            var all = Totals([.. left, .. right]).ToSide();
            Golden.Close("mean", all.Mean, merged.Mean, 1e-10, 1e-10);
            Golden.Close("variance", all.Variance, merged.Variance, 1e-7, 1e-9);
        });

        static UnitTotals Totals((double Sum, long Rows)[] units) =>
            units.Aggregate(default(UnitTotals), (totals, unit) => totals.Add(unit.Sum, unit.Rows));
    }

    [Fact]
    public void UnitStratified_OneStratum_IsTheDifferenceOfUnitTotals()
    {
        var simulator = new Simulator(5);
        var difference = new UnitStratifiedDifference();
        UnitTotals a = default, b = default;
        for (ulong unit = 0; unit < 60; unit++)
        {
            var rows = 1 + (int)(simulator.Next() % 7);
            double sum = 0;
            for (var row = 0; row < rows; row++)
            {
                var value = simulator.Normal();
                sum += value;
                difference.Add(unit, unit % 2 == 1, value);
            }

            (a, b) = unit % 2 == 1 ? (a, b.Add(sum, rows)) : (a.Add(sum, rows), b);
        }

        Assert.Equal(SequentialReasons.NoData, difference.Interval(0.1, 0.05).Reason);
        difference.CloseStratum();
        difference.CloseStratum();
        var expected = StratifiedDifference.Empty.Add(a.ToSide(), b.ToSide()).Interval(0.1, 0.05);
        var actual = difference.Interval(0.1, 0.05);
        Golden.Close("estimate", expected.Estimate, actual.Estimate, 1e-10);
        Golden.Close("low", expected.Low, actual.Low, 1e-10);
        Assert.Equal((1, 0, 60), (difference.Strata, difference.LeftOut, difference.Units));
    }

    [Fact]
    public void UnitStratified_BeyondItsBound_SaysSo()
    {
        var difference = new UnitStratifiedDifference(maxUnits: 40);
        for (ulong unit = 0; unit < 60; unit++)
            difference.Add(unit, unit % 2 == 1, unit % 3);
        difference.CloseStratum();
        Assert.Equal((40, 20), (difference.Units, difference.RowsLeftOut));
        Assert.Equal(SequentialReasons.UnitsOverflowed, difference.Interval(0.1, 0.05).Reason);
        difference.Add(0, false, double.PositiveInfinity);
        Assert.Equal(SequentialReasons.OutOfRange, difference.Interval(0.1, 0.05).Reason);
    }

    [Fact]
    public void Decode_MidStream_ContinuesIdentically() => Gen.Select(Gen.Int, Gen.Int[0, 300]).Sample((seed, cut) =>
    {
        var simulator = new Simulator((ulong)seed);
        UnitStratifiedDifference straight = new(100), stored = new(100);
        StratifiedDifference byRow = StratifiedDifference.Empty, storedByRow = byRow;
        for (var row = 0; row < 300; row++)
        {
            if (row == cut)
            {
                stored = UnitStratifiedDifference.Decode(stored.Encode());
                storedByRow = StratifiedDifference.Decode(storedByRow.Encode());
            }

            var (unit, value) = (simulator.Next() % 120, simulator.Normal());
            straight.Add(unit, unit % 2 == 1, value);
            stored.Add(unit, unit % 2 == 1, value);
            if (row % 60 != 59)
                continue;
            straight.CloseStratum();
            stored.CloseStratum();
            byRow = byRow.Add(StratumSide.Proportion(row / 4, row), StratumSide.Proportion(row / 3, row));
            storedByRow = storedByRow.Add(StratumSide.Proportion(row / 4, row), StratumSide.Proportion(row / 3, row));
        }

        Assert.Equal(byRow, storedByRow);
        // Sums over units follow the order of a hash table: equal but for rounding.
        var (expected, actual) = (straight.Interval(0.1, 0.05), stored.Interval(0.1, 0.05));
        Golden.Close("estimate", expected.Estimate, actual.Estimate, 1e-10, 1e-12);
        Golden.Close("low", expected.Low, actual.Low, 1e-10, 1e-12);
        Assert.Equal((straight.Units, straight.RowsLeftOut, straight.Strata), (stored.Units, stored.RowsLeftOut, stored.Strata));
    }, iter: 50);

    [Fact]
    public void Decode_DamagedOrTruncated_ThrowsInvalidDataOrReadsAnother()
    {
        var units = new UnitStratifiedDifference(9);
        for (ulong row = 0; row < 30; row++)
        {
            units.Add(row % 10, row % 2 == 1, row % 3);
            if (row == 20)
                units.CloseStratum();
        }

        byte[] one = units.Encode(), two = StratifiedDifference.Empty.Add(new(9, 1, 1, 9), new(9, 2, 1, 9)).Encode();
        for (var length = 0; length < one.Length; length++)
            Assert.Throws<InvalidDataException>(() => UnitStratifiedDifference.Decode(one.AsSpan(0, length)));
        for (var length = 0; length < two.Length; length++)
            Assert.Throws<InvalidDataException>(() => StratifiedDifference.Decode(two.AsSpan(0, length)));
        Gen.Select(Gen.Int[0, 10_000], Gen.Byte).Sample((at, value) =>
        {
            byte[] damagedOne = [.. one], damagedTwo = [.. two];
            (damagedOne[at % one.Length], damagedTwo[at % two.Length]) = (value, value);
            Try(() =>
            {
                var decoded = UnitStratifiedDifference.Decode(damagedOne);
                decoded.CloseStratum();
                return decoded.Interval(1, 0.05);
            });
            Try(() => StratifiedDifference.Decode(damagedTwo).Interval(1, 0.05));
        }, iter: 5000);

        static void Try(Func<SequentialInterval> read)
        {
            try
            {
                AssertDefined(read());
            }
            catch (InvalidDataException error)
            {
                Assert.Contains("tratified difference: ", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Interval_HostileNumbers_NeverNaN()
    {
        var number = Gen.OneOf(Pick.From(0, double.NaN, double.PositiveInfinity, double.Epsilon, -1e308, 1e308, 1), Gen.Double[0, 1]);
        Gen.Select(Gen.Select(number, number, number, number), Gen.Select(number, number, number, number)).Sample((x, y) =>
        {
            var difference = StratifiedDifference.Empty;
            StratumSide a = new(x.Item1, x.Item2, x.Item3, 50), b = new(y.Item1, y.Item2, y.Item3, 50);
            difference = difference.Add(a, b).Add(b, new(x.Item4, y.Item4, 1, 50));
            AssertDefined(difference.Interval(1, 0.05));
            AssertDefined(ConfidenceSequence.Of(a, 1, 0.05));
            var units = default(UnitTotals).Add(x.Item1, 1).Add(x.Item2, 1_000_000_000).Add(y.Item1, 1);
            AssertDefined(ConfidenceSequence.Of(units.ToSide(), 1, 0.05));
            AssertDefined(ConfidenceSequence.Of(StratumSide.Proportion(1_000_000_000, 2_000_000_000), 1, 0.05));
        });

    }

    private static void AssertDefined(SequentialInterval interval)
    {
        foreach (var value in (double?[])[interval.Estimate, interval.Low, interval.High])
            Assert.True(value is null || double.IsFinite(value.Value), $"{interval}");
        Assert.True(interval.Low is not null || interval.Reason is not null);
    }
}
