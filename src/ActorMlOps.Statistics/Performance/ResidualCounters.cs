using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Performance;

/// <summary>
/// Finite values (residuals) as a sorted multiset: exact up to <see cref="MaxExact"/> rows, above in bins by sign, power of
/// two and 128 steps between. The form depends only on what was added, not on order or grouping.
/// </summary>
/// <remarks>
/// Invariants: counts are exact, so merging is commutative and associative to the bit and removing undoes adding. Bound: a
/// binned value is known to 1/128 relative, ends included (the idea of HdrHistogram and of DDSketch, Masson, Rim and Lee 2019).
/// Cost: O(log n) a row; a few thousand bins for usual residuals.
/// </remarks>
internal sealed class ResidualCounters
{
    public const int MaxExact = 8192;

    // 52 - 7 mantissa bits dropped.
    private const int Shift = 45;

    private SortedDictionary<long, long> _counts = [];

    public bool IsExact { get; private set; } = true;

    public long Rows { get; private set; }

    public void Add(double value) => AddKey(ToKey(value), 1);

    /// <summary>Takes one row out; false, and nothing changed, if it is not there.</summary>
    public bool Remove(double value)
    {
        var key = IsExact ? ToKey(value) : ToKey(value) >> Shift;
        if (!_counts.TryGetValue(key, out var count))
            return false;
        if (count == 1)
            _counts.Remove(key);
        else
            _counts[key] = count - 1;
        Rows--;
        return true;
    }

    public bool Contains(double value) => _counts.ContainsKey(IsExact ? ToKey(value) : ToKey(value) >> Shift);

    public void Merge(ResidualCounters other)
    {
        var (exact, cells) = (other.IsExact, other._counts.ToArray());
        if (!exact)
            ToBins();
        foreach (var (key, count) in cells)
            AddKey(exact ? key : key << Shift, count);
    }

    /// <summary>The bounds of the values with ranks 0 to rows - 1, ascending, as (low, high, rows).</summary>
    public IEnumerable<(double Low, double High, long Rows)> Cells() => _counts.Select(cell => IsExact
        ? (FromKey(cell.Key), FromKey(cell.Key), cell.Value)
        : (Finite(FromKey(cell.Key << Shift)), Finite(FromKey((cell.Key << Shift) | ((1L << Shift) - 1))), cell.Value));

    /// <summary>Form byte (0 exact, 1 binned), varint cells, then key (8 bytes, or 4) and rows of each.</summary>
    public void Write(ByteWriter writer)
    {
        writer.Byte(IsExact ? (byte)0 : (byte)1);
        writer.Varint(_counts.Count);
        foreach (var (key, count) in _counts)
        {
            writer.UInt64((ulong)key);
            writer.Varint(count);
        }
    }

    public static ResidualCounters Read(ref ByteReader reader)
    {
        var residuals = new ResidualCounters();
        var form = reader.Byte();
        if (form > 1)
            throw reader.Malformed($"form {form} of the residuals is unknown");
        residuals.IsExact = form == 0;
        var cells = reader.Length("number of residual cells", 9);
        for (var i = 0; i < cells; i++)
        {
            var (key, count) = ((long)reader.UInt64(), reader.Count("rows of a residual"));
            var low = FromKey(residuals.IsExact ? key : key << Shift);
            if (count == 0 || !double.IsFinite(low) || (!residuals.IsExact && (key << Shift) >> Shift != key))
                throw reader.Malformed("a residual is no finite number or has no row");
            if (!residuals._counts.TryAdd(key, count))
                throw reader.Malformed("a residual occurs twice");
            residuals.Rows += count;
        }

        return residuals.IsExact && residuals.Rows > MaxExact
            ? throw reader.Malformed($"more than {MaxExact} exact residuals")
            : residuals;
    }

    private void AddKey(long key, long count)
    {
        Rows += count;
        if (IsExact && Rows > MaxExact)
            ToBins();
        key = IsExact ? key : key >> Shift;
        _counts[key] = _counts.GetValueOrDefault(key) + count;
    }

    private void ToBins()
    {
        if (!IsExact)
            return;
        var bins = new SortedDictionary<long, long>();
        foreach (var (key, count) in _counts)
            bins[key >> Shift] = bins.GetValueOrDefault(key >> Shift) + count;
        (_counts, IsExact) = (bins, false);
    }

    // Order-preserving: the bits of negative numbers run backwards. -0 and 0 are one value.
    private static long ToKey(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value + 0.0);
        return bits ^ ((bits >> 63) & long.MaxValue);
    }

    private static double FromKey(long key) => BitConverter.Int64BitsToDouble(key ^ ((key >> 63) & long.MaxValue));

    // The outermost bin reaches past the largest double.
    private static double Finite(double value) =>
        double.IsFinite(value) ? value : double.IsNegative(value) ? -double.MaxValue : double.MaxValue;
}
