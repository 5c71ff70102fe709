using System.Collections.Concurrent;
using ActorMlOps.Grains.Monitoring.Receipts;

namespace ActorMlOps.Grains.Tests.Monitoring.Receipts;

public sealed class NonceSequenceTests
{
    [Fact]
    public void Next_CounterThrough_DrawsNewBitsAndBeginsAnew()
    {
        ulong drawn = 0;
        var nonces = new NonceSequence(() => ++drawn, uint.MaxValue - 1L);
        Assert.Equal(["0000000000000001fffffffe", "0000000000000001ffffffff", "000000000000000200000000", "000000000000000200000001"], Take(nonces, 4));
    }

    [Fact]
    public void Next_TwoSequences_DifferInTheirRandomBits() => Assert.NotEqual(Take(new(), 1)[0][..16], Take(new(), 1)[0][..16]);

    [Fact]
    public void Next_ManyThreadsOverTheEndOfARun_NeverRepeats()
    {
        ulong drawn = 0;
        var nonces = new NonceSequence(() => Interlocked.Increment(ref drawn), uint.MaxValue - 5_000L);
        var seen = new ConcurrentDictionary<string, bool>();
        Parallel.For(0, 8, _ => Assert.All(Take(nonces, 2_500), n => Assert.True(seen.TryAdd(n, true), n)));
        Assert.Equal(20_000, seen.Count);
    }

    private static string[] Take(NonceSequence nonces, int count)
    {
        var taken = new string[count];
        Span<byte> nonce = stackalloc byte[12];
        for (var i = 0; i < count; i++)
        {
            nonces.Next(nonce);
            taken[i] = Convert.ToHexStringLower(nonce);
        }
        return taken;
    }
}
