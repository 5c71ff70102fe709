using ActorMlOps.Statistics.Codec;
using ActorMlOps.Statistics.Performance;

namespace ActorMlOps.Statistics.Sketches;

/// <summary>How many rows of a stream repeat others, from the hashes of its rows. Mergeable. Not safe for concurrent writers.</summary>
/// <remarks>
/// <para>Invariants: kept are the distinct hashes below a threshold with their exact counts, at most <see cref="Capacity"/>; so a hash is a fair
/// coin, the same everywhere, and repeats of a row are found across streams (distinct sampling, Gibbons 2001).</para>
/// <para>Bounds: exact while no hash was let go of; else a 95 % interval, 2 / sqrt(hashes kept) of the distinct rows to either side. Two different rows share a
/// hash with a chance of rows^2 / 2^65. Cost: one comparison a row, a search in 2 to 3 % of them. Binary form, version 1: "AMDR", version, varint
/// rows, threshold (8 bytes), varint hashes; each: 8 bytes, varint count.</para>
/// </remarks>
public sealed class RepeatSketch
{
    private const byte Version = 1;
    private const double Level = 0.95;
    private const double Normal95 = 1.959963984540054;
    private const string Method = "distinctSampling";

    private readonly List<ulong> _hashes;
    private readonly List<long> _counts;
    private ulong _threshold = ulong.MaxValue;

    /// <summary>An empty sketch.</summary>
    /// <param name="capacity">Distinct hashes kept, at least 2.</param>
    public RepeatSketch(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 2);
        (Capacity, _hashes, _counts) = (capacity, new(capacity + 1), new(capacity + 1));
    }

    /// <summary>Most distinct hashes kept.</summary>
    public int Capacity { get; }

    /// <summary>Rows of the stream.</summary>
    public long Rows { get; private set; }

    private static ReadOnlySpan<byte> Magic => "AMDR"u8;

    /// <summary>Adds a row by its hash.</summary>
    public void Add(ulong hash)
    {
        Rows++;
        if (hash < _threshold)
            Insert(hash, 1);
    }

    /// <summary>Adds the rows of another sketch, of any capacity.</summary>
    public void Merge(RepeatSketch other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Rows += other.Rows;
        if (other._threshold < _threshold)
            Lower(other._threshold);
        for (var i = 0; i < other._hashes.Count && other._hashes[i] < _threshold; i++)
            Insert(other._hashes[i], other._counts[i]);
    }

    /// <summary>Share of the rows that repeat an earlier one, with a 95 % interval; undefined without rows.</summary>
    /// <remarks>
    /// The interval is that of the number of distinct rows, which holds whatever rows repeat; the value is the share among the rows whose hashes
    /// are kept where it lies inside, because it is closer unless few rows make up most repeats.
    /// </remarks>
    public ConfidenceInterval Repeated()
    {
        if (_hashes.Count == 0)
            return ConfidenceInterval.Undefined(Level, Method, MetricReasons.NoRows);
        double distinct = _hashes.Count;
        var among = 1 - (distinct / _counts.Sum());
        if (_threshold == ulong.MaxValue)
            return new ConfidenceInterval(among, among, among, Level, Method, null);
        var left = distinct / (_threshold / Math.Pow(2, 64)) / Rows;
        var half = Normal95 / Math.Sqrt(distinct);
        var (low, high) = (Math.Clamp(1 - (left * (1 + half)), 0, 1), Math.Clamp(1 - (left * (1 - half)), 0, 1));
        return new ConfidenceInterval(among >= low && among <= high ? among : Math.Clamp(1 - left, low, high), low, high, Level, Method, null);
    }

    /// <summary>Back to no rows.</summary>
    public void Clear()
    {
        _hashes.Clear();
        _counts.Clear();
        (_threshold, Rows) = (ulong.MaxValue, 0);
    }

    /// <summary>The binary form, version 1.</summary>
    public byte[] Encode()
    {
        var writer = new ByteWriter();
        writer.Bytes(Magic);
        writer.Byte(Version);
        writer.Varint(Rows);
        writer.UInt64(_threshold);
        writer.Varint(_hashes.Count);
        for (var i = 0; i < _hashes.Count; i++)
        {
            writer.UInt64(_hashes[i]);
            writer.Varint(_counts[i]);
        }

        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are malformed; the message says what and where.</exception>
    public static RepeatSketch Decode(ReadOnlySpan<byte> bytes, int capacity)
    {
        var reader = new ByteReader(bytes, "Repeat sketch");
        reader.Header(Magic, Version);
        var rows = reader.Count("rows");
        var threshold = reader.UInt64();
        var count = reader.Length("number of hashes", 9);
        var sketch = new RepeatSketch(Math.Max(capacity, 2)) { Rows = rows, _threshold = threshold };
        for (var i = 0; i < count; i++)
        {
            var hash = reader.UInt64();
            if (hash >= threshold)
                throw reader.Malformed("a hash is not below the threshold");
            if (hash < sketch._threshold)
                sketch.Insert(hash, reader.Count("count"));
            else
                reader.Count("count");
        }

        reader.End();
        return sketch;
    }

    private void Insert(ulong hash, long count)
    {
        var at = _hashes.BinarySearch(hash);
        if (at >= 0)
        {
            _counts[at] += count;
            return;
        }

        _hashes.Insert(~at, hash);
        _counts.Insert(~at, count);
        if (_hashes.Count > Capacity)
            Lower(_hashes[^1]);
    }

    private void Lower(ulong threshold)
    {
        _threshold = threshold;
        while (_hashes.Count > 0 && _hashes[^1] >= threshold)
        {
            _hashes.RemoveAt(_hashes.Count - 1);
            _counts.RemoveAt(_counts.Count - 1);
        }
    }
}
