using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace ActorMlOps.Silo.Hosting;

/// <summary>
/// Blocks that the server's connections read into and write from: four times as large as the server's own, so that a request of many rows
/// comes in fewer pieces. Each piece costs a call of the system and a wait for a thread.
/// </summary>
internal sealed class ConnectionBlocks : IMemoryPoolFactory<byte>
{
    /// <summary>Bytes of a block.</summary>
    public const int BlockBytes = 16 << 10;

    /// <summary>Unused blocks that a pool keeps: 16 MiB. Others are left to the garbage collector.</summary>
    public const int MostKept = 1_024;

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new Pool();

    private sealed class Pool : MemoryPool<byte>
    {
        private readonly ConcurrentQueue<Block> _unused = new();
        private int _kept;

        public override int MaxBufferSize => BlockBytes;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
            if (!_unused.TryDequeue(out var block))
                return new Block(this);
            Interlocked.Decrement(ref _kept);
            return block;
        }

        protected override void Dispose(bool disposing) => _unused.Clear();

        private void Keep(Block block)
        {
            if (Interlocked.Increment(ref _kept) <= MostKept)
                _unused.Enqueue(block);
            else
                Interlocked.Decrement(ref _kept);
        }

        private sealed class Block(Pool pool) : IMemoryOwner<byte>
        {
            // Pinned for good: sockets pin what they read into, each time.
            public Memory<byte> Memory { get; } =
                MemoryMarshal.CreateFromPinnedArray(GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true), 0, BlockBytes);

            public void Dispose() => pool.Keep(this);
        }
    }
}
