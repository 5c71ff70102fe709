using System.IO.Hashing;
using System.Text;
using ActorMlOps.Monitoring;
using CsCheck;

namespace ActorMlOps.Abstractions.Tests.Monitoring;

public sealed class PredictionIdTests
{
    private static readonly Gen<string> Id = Gen.OneOf(Gen.String, Gen.String[Gen.Char['a', 'z'], 180, 260], Gen.String[Gen.Char['日', '本'], 150, 250]);

    [Fact]
    public void HashRow_AnyRow_IsTheHashOfItsId() => Gen.Select(Id, Gen.Int[0, int.MaxValue], Gen.Int[1, 3]).Sample((id, row, rows) =>
        Assert.Equal(PredictionId.Hash(PredictionId.OfRow(id, row, rows)), PredictionId.HashRow(id, row, rows)));

    [Fact]
    public void Hash_AnyId_IsXxHash128OfItsUtf8() => Id.Sample(id =>
        Assert.Equal(XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(id)), PredictionId.Hash(id)));

    // Stored in ledgers: another hash would orphan every label.
    [Theory]
    [InlineData("", "99AA06D3014798D86001C324468D497F")]
    [InlineData("a", "A96FAF705AF16834E6C632B61E964E1F")]
    public void Hash_PublishedVectors(string id, string hex) => Assert.Equal(hex, PredictionId.Hash(id).ToString("X32"));

    [Theory]
    [InlineData("p", 0, 1, "p")]
    [InlineData("p", 0, 2, "p#0")]
    [InlineData("p", 12, 100, "p#12")]
    public void OfRow_OneRowKeepsTheId_OthersAreNumbered(string id, int row, int rows, string expected) =>
        Assert.Equal(expected, PredictionId.OfRow(id, row, rows));

    [Fact]
    public void Partition_OfManyIds_IsWithinBoundsAndEven()
    {
        var counts = new int[16];
        for (int i = 0; i < 16_000; i++)
            counts[PredictionId.Partition(PredictionId.Hash($"id-{i}"), 16)]++;
        Assert.All(counts, c => Assert.InRange(c, 850, 1_150));
        Assert.Equal(0, PredictionId.Partition(UInt128.MaxValue, 1));
        Assert.Equal(15, PredictionId.Partition(UInt128.MaxValue, 16));
    }
}
