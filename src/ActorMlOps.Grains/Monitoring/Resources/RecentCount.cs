namespace ActorMlOps.Grains.Monitoring.Resources;

/// <summary>
/// How often something happened in the last minute. Safe for concurrent use, without a lock: a slot holds its second and its count in one
/// word, and who finds the second of an earlier round there begins anew. Error: at most one second's events at the edge of the minute.
/// </summary>
internal sealed class RecentCount(TimeProvider clock)
{
    public const int Seconds = 60;

    // More than the minute, so that a slot that is being reused is never read.
    private const int Slots = 64;
    private const int CountBits = 32;

    private readonly long[] _slots = new long[Slots];
    private readonly long _start = clock.GetTimestamp();

    public void Add()
    {
        var second = Second;
        ref var slot = ref _slots[second % Slots];
        long seen, next;
        do
        {
            seen = Volatile.Read(ref slot);
            next = seen >> CountBits == second ? seen + 1 : (second << CountBits) + 1;
        }
        while (Interlocked.CompareExchange(ref slot, next, seen) != seen);
    }

    public long Read()
    {
        var (second, sum) = (Second, 0L);
        for (var i = 0; i < Slots; i++)
        {
            var slot = Volatile.Read(ref _slots[i]);
            if (second - (slot >> CountBits) < Seconds)
                sum += slot & ((1L << CountBits) - 1);
        }
        return sum;
    }

    private long Second => (long)clock.GetElapsedTime(_start).TotalSeconds;
}
