using System.Buffers;
using ActorMlOps.Silo.Hosting;

namespace ActorMlOps.Silo.Tests.Hosting;

public sealed class ConnectionBlocksTests
{
    private readonly MemoryPool<byte> _pool = new ConnectionBlocks().Create();

    [Fact]
    public void Rent_AnySizeUpToABlock_GivesAWholeBlock()
    {
        foreach (var size in (int[])[-1, 0, 1, 4_096, ConnectionBlocks.BlockBytes])
        {
            using var block = _pool.Rent(size);
            Assert.Equal(ConnectionBlocks.BlockBytes, block.Memory.Length);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => _pool.Rent(ConnectionBlocks.BlockBytes + 1));
    }

    [Fact]
    public void Rent_AfterDispose_GivesTheBlockAgainAndNeverToTwo()
    {
        var first = _pool.Rent();
        first.Dispose();
        var again = _pool.Rent();
        Assert.Same(first, again);
        Assert.NotSame(again, _pool.Rent());
    }

    [Fact]
    public void Dispose_MoreThanAreKept_LeavesTheRestToTheCollector()
    {
        var blocks = Enumerable.Range(0, ConnectionBlocks.MostKept + 10).Select(_ => _pool.Rent()).ToArray();
        foreach (var block in blocks)
            block.Dispose();
        var known = blocks.ToHashSet();
        Assert.Equal(ConnectionBlocks.MostKept, Enumerable.Range(0, blocks.Length).Count(_ => known.Contains(_pool.Rent())));
    }
}
