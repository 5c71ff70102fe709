using ActorMlOps.Statistics.Numerics;
using ActorMlOps.Statistics.Sketches;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Sketches;

public sealed class RowReservoirTests
{
    private const int Rows = 60;
    private const int Capacity = 10;
    private const int Runs = 6000;

    // Chi-square over 60 rows at a fixed seed: below the 0.9999 quantile unless the sample is not uniform.
    [Fact]
    public void Add_ManyRuns_KeepsEveryRowEquallyOften() =>
        AssertUniform(seed => Stream(seed, 0, Rows), Rows);

    [Fact]
    public void Add_OneRowACall_KeepsEveryRowEquallyOften() => AssertUniform(
        seed =>
        {
            var reservoir = new RowReservoir(2, Capacity, (ulong)seed);
            for (var i = 0; i < Rows; i++)
                reservoir.Add([i, -i]);
            return reservoir;
        },
        Rows);

    [Fact]
    public void Merge_UnequalStreams_KeepsEveryRowEquallyOften() => AssertUniform(
        seed =>
        {
            // 25 and 7 rows merged, then 28 more: also what follows a merge must be drawn right.
            var merged = Stream(seed, 0, 25);
            merged.Merge(Stream(seed + 1_000_000, 25, 7));
            merged.Add(Numbers(32, 28));
            return merged;
        },
        Rows);

    [Fact]
    public void Merge_SmallIntoLarge_KeepsEveryRowEquallyOften() => AssertUniform(
        seed =>
        {
            var merged = Stream(seed, 0, 3);
            merged.Merge(Stream(seed + 1_000_000, 3, 57));
            return merged;
        },
        Rows);

    // The check must be able to fail: a reservoir that forgets how many rows it had seen before a merge prefers them.
    [Fact]
    public void Offer_RowByRow_KeepsWhatAddKeeps()
    {
        var (offered, added) = (new RowReservoir(2, 10, seed: 5), new RowReservoir(2, 10, seed: 5));
        for (var i = 0; i < 1000; i++)
        {
            added.Add((ReadOnlySpan<double>)[i, -i]);
            if (offered.Offer() is { IsEmpty: false } place)
                (place[0], place[1]) = (i, -i);
        }

        Assert.Equal((1000L, 10), (offered.Seen, offered.Count));
        for (var i = 0; i < 10; i++)
            Assert.Equal(added.Row(i).ToArray(), offered.Row(i).ToArray());
    }

    [Fact]
    public void Uniformity_PlantedBias_IsFound() => Assert.True(ChiSquareP(
        seed =>
        {
            var first = Stream(seed, 0, 40);
            var biased = new RowReservoir(2, Capacity, (ulong)seed);
            for (var i = 0; i < first.Count; i++)
                biased.Add(first.Row(i));
            biased.Add(Numbers(40, 20));
            return biased;
        },
        Rows) < 1e-6);

    [Fact]
    public void Add_AnyBatches_KeepsWholeRowsOfTheStream() =>
        Gen.Select(Gen.Int[0, 90].Array[1, 6], Gen.Int[1, 40], Gen.ULong).Sample((batches, capacity, seed) =>
        {
            RowReservoir floats = new(2, capacity, seed), doubles = new(2, capacity, seed);
            var next = 0;
            foreach (var rows in batches)
            {
                doubles.Add(Numbers(next, rows));
                floats.Add(Array.ConvertAll(Numbers(next, rows), x => (float)x));
                next += rows;
            }

            Assert.Equal((next, Math.Min(next, capacity)), (doubles.Seen, doubles.Count));
            var kept = Enumerable.Range(0, doubles.Count).Select(i => doubles.Row(i).ToArray()).ToArray();
            Assert.All(kept, row => Assert.True(row[0] == -row[1] && row[0] < next));
            Assert.Equal(kept.Length, kept.Select(row => row[0]).Distinct().Count());
            Assert.Equal(doubles.Encode(), floats.Encode());
        }, iter: 300);

    [Fact]
    public void EncodeDecode_AnyStream_GoesOnAsBefore() =>
        Gen.Select(Gen.Int[0, 90], Gen.Int[0, 900], Gen.Int[1, 40], Gen.ULong).Sample((before, after, capacity, seed) =>
        {
            var reservoir = new RowReservoir(2, capacity, seed);
            reservoir.Add(Numbers(0, before));
            var decoded = RowReservoir.Decode(reservoir.Encode());
            reservoir.Add(Numbers(before, after));
            decoded.Add(Numbers(before, after));
            Assert.Equal(reservoir.Encode(), decoded.Encode());
        }, iter: 300);

    [Fact]
    public void Encode_GoldenBytes()
    {
        var reservoir = new RowReservoir(1, 3, 1);
        reservoir.Add([1.0, 2, 3, 4, 5, 6, 7, 8]);
        Assert.Equal(GoldenHex, Convert.ToHexString(reservoir.Encode()));
    }

    [Fact]
    public void Decode_DamagedBytes_ThrowsInvalidDataOrReadsAnother()
    {
        var bytes = Stream(1, 0, 100).Encode();
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte, Gen.Int[0, 40]).Sample((at, value, cut) =>
        {
            byte[] copy = [.. bytes];
            copy[at] = value;
            try
            {
                var read = RowReservoir.Decode(copy.AsSpan(0, copy.Length - (cut > 20 ? 0 : cut)));
                read.Add(Numbers(0, 100).AsSpan(0, 100 / read.Width * read.Width));
            }
            catch (InvalidDataException error)
            {
                Assert.NotEmpty(error.Message);
            }
        }, iter: 3000);
    }

    [Fact]
    public void Add_WhatDoesNotFit_Throws()
    {
        var reservoir = new RowReservoir(3);
        Assert.Throws<ArgumentException>(() => reservoir.Add([1.0, 2]));
        Assert.Throws<ArgumentException>(() => reservoir.Merge(new RowReservoir(2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => reservoir.Row(0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RowReservoir(0));
    }

    private static RowReservoir Stream(int seed, int first, int rows)
    {
        var reservoir = new RowReservoir(2, Capacity, (ulong)seed * 7919);
        reservoir.Add(Numbers(first, rows));
        return reservoir;
    }

    private static double[] Numbers(int first, int rows) => [.. Enumerable.Range(first, rows).SelectMany(i => new double[] { i, -i })];

    private static void AssertUniform(Func<int, RowReservoir> sample, int rows)
    {
        var p = ChiSquareP(sample, rows);
        Assert.True(p > 1e-4, $"p = {p}");
    }

    // Each run keeps 10 of 60 rows, so a row's count has variance runs 1/6 5/6; the 60 counts sum to a constant.
    private static double ChiSquareP(Func<int, RowReservoir> sample, int rows)
    {
        var kept = new long[rows];
        for (var seed = 1; seed <= Runs; seed++)
        {
            var reservoir = sample(seed);
            Assert.Equal(Capacity, reservoir.Count);
            for (var i = 0; i < reservoir.Count; i++)
                kept[(int)reservoir.Row(i)[0]]++;
        }

        var share = (double)Capacity / rows;
        var statistic = kept.Sum(count => Math.Pow(count - (Runs * share), 2)) / (Runs * share * (1 - share)) * (rows - 1) / rows;
        return ChiSquared.Survival(statistic, rows - 1);
    }

    private const string GoldenHex =
        "414D5252010103080B31D9E995568DDB3F27C912F624A808A7000000000000184000000000000020400000000000001440";
}
