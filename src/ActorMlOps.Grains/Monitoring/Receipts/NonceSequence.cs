using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ActorMlOps.Grains.Monitoring.Receipts;

/// <summary>
/// Nonces of AES-GCM, 96 bits: 64 random bits drawn once, then a counter of 32 bits. When the counter is through, the 64 bits are drawn anew.
/// Under one key a nonce must never come twice. Within a run of 2^32 the counter sees to that, also over threads. Two of n runs under one
/// key (over all silos, restarts and 2^32 receipts each) share their random bits with probability below n^2 / 2^65: 3e-8 for a million
/// runs. Nonces that are random throughout would reach that after 75 million receipts (NIST SP 800-38D, 8.2 and 8.3).
/// The counter is readable: it tells who holds two receipts how many the silo sealed between them, and nothing else.
/// </summary>
/// <param name="draw">Draws 64 random bits; null: the system's generator.</param>
/// <param name="used">Nonces of the first run that are taken to be used.</param>
internal sealed class NonceSequence(Func<ulong>? draw = null, long used = 0)
{
    private readonly Func<ulong> _draw = draw ?? Random;
    private Run? _run;

    public void Next(Span<byte> nonce)
    {
        while (true)
        {
            var run = Volatile.Read(ref _run) ?? Begin(null, used);
            var count = Interlocked.Increment(ref run.Used) - 1;
            if (count <= uint.MaxValue)
            {
                BinaryPrimitives.WriteUInt64BigEndian(nonce, run.Prefix);
                BinaryPrimitives.WriteUInt32BigEndian(nonce[8..], (uint)count);
                return;
            }
            Begin(run, 0);
        }
    }

    private Run Begin(Run? ended, long from)
    {
        var next = new Run(_draw(), from);
        return Interlocked.CompareExchange(ref _run, next, ended) is { } other && other != ended ? other : next;
    }

    private static ulong Random()
    {
        Span<byte> bits = stackalloc byte[8];
        RandomNumberGenerator.Fill(bits);
        return BinaryPrimitives.ReadUInt64BigEndian(bits);
    }

    private sealed class Run(ulong prefix, long used)
    {
        public ulong Prefix => prefix;

        public long Used = used;
    }
}
