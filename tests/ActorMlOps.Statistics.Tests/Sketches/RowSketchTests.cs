using ActorMlOps.Statistics.Sketches;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Sketches;

public sealed class RowSketchTests
{
    private const int Runs = 4_000;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(60)]
    public void Pass_InBatchesOfAnySize_KeepsEveryRowEquallyOften(int batch) => AssertUniform(60, seed => Stream(seed, 0, 60, 10, batch));

    /// <summary>The threshold is that of the sparser sample, so rows of a small and of a large stream are as likely.</summary>
    [Fact]
    public void Merged_StreamsAndCapacitiesThatDiffer_KeepsEveryRowEquallyOften() => AssertUniform(60, seed => RowSketch.Merged(
        [Decoded(Stream(seed, 0, 40, 8, 5)), Decoded(Stream(seed + 1_000_000, 40, 5, 16, 5)), Decoded(Stream(seed + 2_000_000, 45, 15, 8, 5))], 100));

    [Fact]
    public void Merged_MoreThanTheCapacity_KeepsEveryRowEquallyOften() => AssertUniform(60, seed => RowSketch.Merged(
        [Decoded(Stream(seed, 0, 30, 40, 5)), Decoded(Stream(seed + 1_000_000, 30, 30, 40, 5))], 12));

    [Fact]
    public void Merged_AllRowsKept_HasThemAll() => Gen.Int[0, 30].Array[1, 6].Sample(sizes =>
    {
        var parts = sizes.Select((rows, i) => Decoded(Stream(i + 1, 100 * i, rows, 40, 3))).ToArray();
        var merged = RowSketch.Merged(parts, 1_000);
        Assert.Equal((sizes.Sum(), (long)sizes.Sum(), 1.0), (merged.Count, merged.Seen, merged.Threshold));
        Assert.Equal(sizes.SelectMany((rows, i) => Enumerable.Range(100 * i, rows)).Order(), Kept(merged).Order());
    });

    [Fact]
    public void Clear_ThenRows_GoesOnAsANewStream()
    {
        var sketch = new RowSketch(2, 4, 1);
        Fill(sketch, 0, 50, 5);
        sketch.Clear();
        Fill(sketch, 50, 3, 5);
        Assert.Equal((3, 3L), (sketch.Count, sketch.Seen));
        Assert.Equal([50, 51, 52], Kept(sketch).Order());
    }

    [Fact]
    public void Decode_AnyBytes_IsRefusedOrRead() => Gen.Byte.Array[0, 60].Sample(bytes =>
    {
        byte[] form = [.. "AMRS"u8, 1, .. bytes];
        try
        {
            RowSketch.Decode(form);
        }
        catch (InvalidDataException e)
        {
            Assert.StartsWith("Row sketch:", e.Message, StringComparison.Ordinal);
        }
    });

    private static RowSketch Stream(int seed, int first, int rows, int capacity, int batch)
    {
        var sketch = new RowSketch(2, capacity, (ulong)seed * 7919);
        Fill(sketch, first, rows, batch);
        return sketch;
    }

    private static void Fill(RowSketch sketch, int first, int rows, int batch)
    {
        for (var from = 0; from < rows; from += batch)
        {
            var size = Math.Min(batch, rows - from);
            for (var at = 0; at < size; at++)
            {
                var passed = sketch.Pass(size - at);
                if (passed < 0)
                    break;
                at += passed;
                var row = sketch.Keep();
                (row[0], row[1]) = (first + from + at, -(first + from + at));
            }
        }
    }

    private static RowSketch Decoded(RowSketch sketch) => RowSketch.Decode(sketch.Encode());

    private static int[] Kept(RowSketch sketch) => [.. Enumerable.Range(0, sketch.Count).Select(i =>
    {
        Assert.Equal(sketch.Row(i)[0], -sketch.Row(i)[1]);
        return (int)sketch.Row(i)[0];
    })];

    /// <summary>Chi-square of how often each row is kept: below the 0.9999 quantile (about 110 for 59 degrees) at fixed seeds.</summary>
    private static void AssertUniform(int rows, Func<int, RowSketch> make)
    {
        var counts = new long[rows];
        for (var seed = 1; seed <= Runs; seed++)
        {
            foreach (var row in Kept(make(seed)))
                counts[row]++;
        }
        var mean = counts.Average();
        Assert.True(mean > Runs / 20, $"{mean} of {Runs}");
        var variance = mean * (1 - (mean / Runs));
        Assert.InRange(counts.Sum(c => (c - mean) * (c - mean) / variance), 20, 110);
    }
}
