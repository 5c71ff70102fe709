using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Performance;

/// <summary>
/// Durations in logarithmic buckets [2^(i/8), 2^((i+1)/8)) microseconds from 1 us to 100 s, with one bucket below and one above.
/// Merging is exact. Not safe for concurrent writers.
/// </summary>
/// <remarks>Binary form, version 1: "AMLH", version, sum in ticks (8 bytes), varint cells in use, then gap and count of each.</remarks>
public sealed class LatencyHistogram
{
    /// <summary>
    /// A quantile between 1 us and 100 s is off by at most this, relative: a bucket's geometric middle is 2^(1/16) from its ends
    /// (besides, answers are whole ticks of 100 ns).
    /// </summary>
    public const double RelativeError = 0.0442737824274139;

    private const byte Version = 1;

    // Upper ends of the buckets below the last; [0] is 1 us, the last is the first bound at or above 100 s.
    private static readonly double[] s_bounds = [.. Enumerable.Range(0, 214).Select(i => Math.Pow(2, i / 8.0))];

    private readonly long[] _counts = new long[s_bounds.Length + 1];

    /// <summary>Durations recorded.</summary>
    public long Count { get; private set; }

    /// <summary>Sum of all durations, exact to the tick (100 ns).</summary>
    public TimeSpan Sum { get; private set; }

    /// <summary>Rows by bucket: below 1 us, the 213 buckets, above.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    private static ReadOnlySpan<byte> Magic => "AMLH"u8;

    /// <summary>Records one duration; negative ones count as zero.</summary>
    public void Record(TimeSpan duration) => Record(duration, 1);

    /// <summary>Records a duration that several requests had, such as those of one batch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public void Record(TimeSpan duration, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var ticks = Math.Clamp(duration.Ticks, 0, MaxTicks);
        _counts[BucketOf(ticks / 10.0)] += count;
        Count += count;
        Sum += TimeSpan.FromTicks(ticks * count);
    }

    /// <summary>Adds another histogram.</summary>
    public void Merge(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
        Count += other.Count;
        Sum += other.Sum;
    }

    /// <summary>
    /// The duration with rank ceil(q n): the geometric middle of its bucket, within <see cref="RelativeError"/>; the nearest
    /// bound for durations outside 1 us to 100 s. Null when empty.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="q"/> is not in [0, 1].</exception>
    public TimeSpan? Quantile(double q)
    {
        if (q is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(q), q, "A quantile lies in [0, 1].");
        if (Count == 0)
            return null;
        var rank = Math.Max(1, (long)Math.Ceiling(q * Count));
        var bucket = 0;
        for (var below = _counts[0]; below < rank; below += _counts[bucket])
            bucket++;
        var microseconds = bucket == 0 ? s_bounds[0]
            : bucket == s_bounds.Length ? s_bounds[^1]
            : Math.Sqrt(s_bounds[bucket - 1] * s_bounds[bucket]);
        return TimeSpan.FromTicks((long)Math.Round(microseconds * 10));
    }

    /// <summary>The binary form, version 1.</summary>
    public byte[] Encode()
    {
        var writer = new ByteWriter();
        writer.Bytes(Magic);
        writer.Byte(Version);
        writer.UInt64((ulong)Sum.Ticks);
        writer.Varint(_counts.Count(count => count > 0));
        var previous = -1;
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] == 0)
                continue;
            writer.Varint(i - previous - 1);
            writer.Varint(_counts[i]);
            previous = i;
        }

        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are malformed.</exception>
    public static LatencyHistogram Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes, "Latency histogram");
        reader.Header(Magic, Version);
        var ticks = reader.UInt64();
        if (ticks > long.MaxValue)
            throw reader.Malformed("the sum is beyond a time span");
        var histogram = new LatencyHistogram { Sum = TimeSpan.FromTicks((long)ticks) };
        var used = reader.Length("number of buckets in use", 2);
        long bucket = -1;
        for (var i = 0; i < used; i++)
        {
            bucket += 1 + reader.Count("gap between buckets");
            if (bucket >= histogram._counts.Length)
                throw reader.Malformed($"bucket {bucket} is beyond {histogram._counts.Length}");
            var count = reader.Count("count");
            histogram._counts[bucket] += count;
            histogram.Count += count;
        }

        reader.End();
        return histogram;
    }

    private static int BucketOf(double microseconds)
    {
        var at = Array.BinarySearch(s_bounds, microseconds);
        return at >= 0 ? at + 1 : ~at;
    }

    // A day: a stuck clock must not make the sum overflow.
    private static readonly long MaxTicks = TimeSpan.FromDays(1).Ticks;
}
