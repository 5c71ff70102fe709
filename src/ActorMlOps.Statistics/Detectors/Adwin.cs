using ActorMlOps.Statistics.Codec;
using ActorMlOps.Statistics.Sequential;

namespace ActorMlOps.Statistics.Detectors;

/// <summary>
/// ADWIN2: a window that grows while its mean is stable and drops its oldest part as soon as two parts of it differ by more than
/// eps = sqrt(2/m var_W ln(2/delta')) + 2/(3m) ln(2/delta'), 1/m = 1/(n0 - least + 1) + 1/(n1 - least + 1), delta' = delta/ln n.
/// </summary>
/// <remarks>
/// <para>Bifet and Gavalda 2007, "Learning from time-changing data with adaptive windowing". For values in [0, 1] the chance of a false
/// cut at a check is bounded by delta (the paper's theorem 3.1, up to its normal approximation); other ranges are taken as given.
/// Both directions. No warnings. The reciprocals less the least part's length are River's and MOA's.</para>
/// <para>The window is an exponential histogram: at most 5 buckets a size, sizes 1, 2, 4, ..., so 6 log2(W) buckets of
/// a mean and a central sum. Sums are merged anew at each check, never subtracted, so an outlier that has left leaves nothing
/// behind. Cost: amortised O(1) to add, O(log W) each <c>clock</c> values for a check.</para>
/// </remarks>
public sealed class Adwin : DriftDetector
{
    private const int BucketsPerSize = 5;
    private const int Grace = 10;
    private const int LeastPart = 5;
    private const int MostSizes = 52;

    private readonly double _delta;
    private readonly int _clock;

    // By size 2^row, oldest first inside a row; rows of larger sizes are older.
    private readonly List<List<(double Mean, double Squares)>> _rows = [];

    /// <summary>An empty window.</summary>
    /// <param name="delta">Confidence, above 0 and below 1.</param>
    /// <param name="clock">Checks are made each so many values, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public Adwin(double delta = 0.002, int clock = 32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(clock, 1);
        (_delta, _clock) = (Share(delta, nameof(delta)), clock);
    }

    /// <inheritdoc/>
    public override DetectorKind Kind => DetectorKind.Adwin;

    /// <summary>Values in the window.</summary>
    public long Width { get; private set; }

    /// <summary>Buckets in use, the measure of memory.</summary>
    public int Buckets => _rows.Sum(row => row.Count);

    /// <summary>The window's mean; null when empty.</summary>
    public double? Mean => Width == 0 ? null : Parts()[0].Mean;

    private protected override DetectorState Step(double value)
    {
        Insert(value);
        if (Count % _clock != 0 || Width <= Grace)
            return DetectorState.InControl;
        var cut = false;
        while (Width > Grace && HasCut())
        {
            DropOldest();
            cut = true;
        }

        return cut ? DetectorState.Drift : DetectorState.InControl;
    }

    private void Insert(double value)
    {
        Width++;
        if (_rows.Count == 0)
            _rows.Add([]);
        _rows[0].Add((value, 0));
        for (var size = 0; _rows[size].Count > BucketsPerSize; size++)
        {
            if (size + 1 == _rows.Count)
                _rows.Add([]);
            var (first, second) = (_rows[size][0], _rows[size][1]);
            _rows[size].RemoveRange(0, 2);
            var gap = first.Mean - second.Mean;
            _rows[size + 1].Add(
                ((first.Mean / 2) + (second.Mean / 2), first.Squares + second.Squares + (gap * gap * Math.ScaleB(0.5, size))));
        }

        // A window of 2^52 values is never reached in practice; its oldest bucket gives way.
        if (_rows.Count > MostSizes)
            DropOldest();
    }

    private void DropOldest()
    {
        Width -= 1L << (_rows.Count - 1);
        _rows[^1].RemoveAt(0);
        while (_rows.Count > 0 && _rows[^1].Count == 0)
            _rows.RemoveAt(_rows.Count - 1);
    }

    // Part i is the window from bucket i (oldest first) to its end.
    private List<(double Count, double Mean, double Squares)> Parts()
    {
        var parts = new List<(double Count, double Mean, double Squares)>();
        (double Count, double Mean, double Squares) sum = default;
        for (var size = 0; size < _rows.Count; size++)
        {
            for (var i = _rows[size].Count - 1; i >= 0; i--)
                parts.Add(sum = Merge(sum, (Math.ScaleB(1, size), _rows[size][i].Mean, _rows[size][i].Squares)));
        }

        parts.Reverse();
        return parts;
    }

    private bool HasCut()
    {
        var parts = Parts();
        var (width, _, squares) = parts[0];
        var variance = squares / width;
        var log = Math.Log(2 * Math.Log(width) / _delta);
        (double Count, double Mean, double Squares) old = default;
        var bucket = 0;
        for (var size = _rows.Count - 1; size >= 0; size--)
        {
            foreach (var (mean, own) in _rows[size])
            {
                old = Merge(old, (Math.ScaleB(1, size), mean, own));
                if (++bucket == parts.Count)
                    return false;
                var recent = parts[bucket];
                if (old.Count < LeastPart || recent.Count < LeastPart)
                    continue;
                var reciprocal = (1 / (old.Count - LeastPart + 1)) + (1 / (recent.Count - LeastPart + 1));
                var epsilon = Math.Sqrt(2 * reciprocal * variance * log) + (2.0 / 3 * reciprocal * log);
                if (Math.Abs(old.Mean - recent.Mean) > epsilon)
                    return true;
            }
        }

        return false;
    }

    private static (double Count, double Mean, double Squares) Merge(
        (double Count, double Mean, double Squares) a, (double Count, double Mean, double Squares) b)
    {
        var count = a.Count + b.Count;
        var gap = b.Mean - a.Mean;
        return (count, a.Mean + (gap * (b.Count / count)), a.Squares + b.Squares + (gap * gap * (a.Count * (b.Count / count))));
    }

    private protected override void Write(ByteWriter writer)
    {
        writer.Double(_delta);
        writer.Varint(_clock);
        writer.Varint(_rows.Count);
        foreach (var row in _rows)
        {
            writer.Byte((byte)row.Count);
            foreach (var (mean, squares) in row)
            {
                writer.Double(mean);
                writer.Double(squares);
            }
        }
    }

    internal static Adwin Read(ref ByteReader reader)
    {
        var detector = new Adwin(ReadShare(ref reader, "delta"), ReadInt(ref reader, "clock", 1, int.MaxValue));
        var rows = ReadInt(ref reader, "bucket sizes", 0, MostSizes);
        for (var size = 0; size < rows; size++)
        {
            var buckets = reader.Byte();
            if (buckets > BucketsPerSize || (buckets == 0 && size == rows - 1))
                throw reader.Malformed($"{buckets} buckets of size 2^{size} are not possible");
            var row = new List<(double Mean, double Squares)>();
            for (var i = 0; i < buckets; i++)
                row.Add((reader.Within("mean", -1e101, 1e101), reader.Within("sum of squares", 0, 1e250)));
            detector._rows.Add(row);
            detector.Width += (long)buckets << size;
        }

        return detector;
    }
}
