using ActorMlOps.Statistics.Counters;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Counters;

public sealed class SparseCountsTests
{
    [Fact]
    public void Merge_OfEncodedParts_IsTheSum() => Gen.Select(Gen.Int[0, 2_000], Gen.Long[0, 1L << 40]).Array[0, 60].Sample(cells =>
    {
        var (sum, all) = (new SparseCounts(), new SparseCounts());
        foreach (var part in cells.Chunk(7))
        {
            var counts = new SparseCounts();
            foreach (var (cell, count) in part)
            {
                counts.Add(cell, count);
                all.Add(cell, count);
            }
            sum.Merge(SparseCounts.Decode(counts.Encode()));
        }
        Assert.Equal(all.Counts, sum.Counts);
        Assert.All(cells, c => Assert.Equal(cells.Where(o => o.Item1 == c.Item1).Sum(o => o.Item2), sum[c.Item1]));
    });

    [Fact]
    public void Decode_AnyBytes_IsRefusedOrRead() => Gen.Byte.Array[0, 40].Sample(bytes =>
    {
        try
        {
            SparseCounts.Decode([.. "AMSC"u8, 1, .. bytes]);
        }
        catch (InvalidDataException e)
        {
            Assert.StartsWith("Sparse counts:", e.Message, StringComparison.Ordinal);
        }
    });
}
