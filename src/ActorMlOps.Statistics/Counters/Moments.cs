using System.Numerics;
using System.Runtime.InteropServices;

namespace ActorMlOps.Statistics.Counters;

/// <summary>
/// Count, mean, central sums M2 to M4, minimum and maximum of finite values; mergeable (Pebay's pairwise formulas),
/// never subtracted: taking one outlier of 1e9 out again would leave a variance off by 5e-4.
/// </summary>
/// <remarks>
/// Merging is commutative to the bit and associative to rounding (1e-9 relative is tested). Sums that leave the range of
/// a double are reported as null, never as NaN.
/// </remarks>
public struct Moments
{
    private double _mean;
    private double _m2;
    private double _m3;
    private double _m4;
    private double _min;
    private double _max;

    internal Moments(long count, ReadOnlySpan<double> parts)
    {
        Count = count;
        (_mean, _m2, _m3, _m4, _min, _max) = (parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]);
    }

    /// <summary>Number of finite values.</summary>
    public long Count { get; private set; }

    /// <summary>Arithmetic mean; null without values.</summary>
    public readonly double? Mean => Finite(_mean, 1);

    /// <summary>Smallest value; null without values.</summary>
    public readonly double? Minimum => Finite(_min, 1);

    /// <summary>Largest value; null without values.</summary>
    public readonly double? Maximum => Finite(_max, 1);

    /// <summary>Unbiased variance (n - 1); null below two values.</summary>
    public readonly double? Variance => Finite(_m2 / (Count - 1), 2);

    /// <summary>Square root of <see cref="Variance"/>.</summary>
    public readonly double? StandardDeviation => Variance is { } variance ? Math.Sqrt(variance) : null;

    /// <summary>Population skewness sqrt(n) M3 / M2^1.5; null for a constant column.</summary>
    public readonly double? Skewness => _m2 > 0 ? Finite(Math.Sqrt(Count) * _m3 / Math.Pow(_m2, 1.5), 2) : null;

    /// <summary>Population excess kurtosis n M4 / M2^2 - 3; null for a constant column.</summary>
    public readonly double? ExcessKurtosis => _m2 > 0 ? Finite((Count * _m4 / (_m2 * _m2)) - 3, 2) : null;

    /// <summary>Adds one finite value.</summary>
    public void Add(double value) => Add(MemoryMarshal.CreateReadOnlySpan(ref value, 1));

    /// <summary>Adds a block of finite values: two passes, so that the central sums lose nothing to a distant mean.</summary>
    public void Add(ReadOnlySpan<double> finite)
    {
        if (!finite.IsEmpty)
            Merge(OfBlock(finite));
    }

    /// <summary>Adds the values behind <paramref name="other"/>.</summary>
    public void Merge(in Moments other)
    {
        if (other.Count == 0)
            return;
        if (Count == 0)
        {
            this = other;
            return;
        }

        // Written so that swapping the sides changes no rounding.
        double a = Count, b = other.Count, n = a + b;
        var delta = other._mean - _mean;
        var delta2 = delta * delta;
        var ab = a * b;
        var m4 = _m4 + other._m4 + (delta2 * delta2 * ab * ((a * a) + (b * b) - ab) / (n * n * n))
            + (6 * delta2 * ((a * a * other._m2) + (b * b * _m2)) / (n * n))
            + (4 * delta * ((a * other._m3) - (b * _m3)) / n);
        var m3 = _m3 + other._m3 + (delta * delta2 * ab * (a - b) / (n * n)) + (3 * delta * ((a * other._m2) - (b * _m2)) / n);
        _m2 = _m2 + other._m2 + (delta2 * ab / n);
        (_m3, _m4) = (m3, m4);
        _mean = (_mean * (a / n)) + (other._mean * (b / n));
        _min = Math.Min(_min, other._min);
        _max = Math.Max(_max, other._max);
        Count += other.Count;
    }

    /// <summary>Moments from the sums of (x - shift)^p, p = 1 to 4; at least one value. Error bound: see the fold kernel.</summary>
    internal static Moments OfPowerSums(int count, double shift, double s1, double s2, double s3, double s4, double min, double max)
    {
        var d = s1 / count;
        var dd = d * d;
        return new Moments
        {
            Count = count,
            _mean = shift + d,
            _m2 = Math.Max(0, s2 - (d * s1)),
            _m3 = s3 - (3 * d * s2) + (2 * dd * s1),
            _m4 = Math.Max(0, s4 - (4 * d * s3) + (6 * dd * s2) - (3 * dd * d * s1)),
            _min = min,
            _max = max,
        };
    }

    internal readonly void CopyTo(Span<double> parts) =>
        (parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]) = (_mean, _m2, _m3, _m4, _min, _max);

    private readonly double? Finite(double value, long least) => Count >= least && double.IsFinite(value) ? value : null;

    private static Moments OfBlock(ReadOnlySpan<double> values)
    {
        var lanes = MemoryMarshal.Cast<double, Vector<double>>(values);
        var rest = values[(lanes.Length * Vector<double>.Count)..];
        Vector<double> sums = Vector<double>.Zero, mins = new(double.MaxValue), maxs = new(double.MinValue);
        foreach (var x in lanes)
        {
            sums += x;
            mins = Vector.Min(mins, x);
            maxs = Vector.Max(maxs, x);
        }

        double sum = Vector.Sum(sums), min = double.MaxValue, max = double.MinValue;
        for (var i = 0; i < Vector<double>.Count; i++)
            (min, max) = (Math.Min(min, mins[i]), Math.Max(max, maxs[i]));
        foreach (var x in rest)
            (sum, min, max) = (sum + x, Math.Min(min, x), Math.Max(max, x));

        var mean = double.IsFinite(sum) ? sum / values.Length : ScaledMean(values);
        var center = new Vector<double>(mean);
        Vector<double> v2 = Vector<double>.Zero, v3 = v2, v4 = v2;
        foreach (var x in lanes)
        {
            var d = x - center;
            var dd = d * d;
            v2 += dd;
            v3 += dd * d;
            v4 += dd * dd;
        }

        double m2 = Vector.Sum(v2), m3 = Vector.Sum(v3), m4 = Vector.Sum(v4);
        foreach (var x in rest)
        {
            var d = x - mean;
            (m2, m3, m4) = (m2 + (d * d), m3 + (d * d * d), m4 + (d * d * d * d));
        }

        return new Moments(values.Length, [mean, m2, m3, m4, min, max]);
    }

    // The sum of values near the largest double overflows though their mean does not.
    private static double ScaledMean(ReadOnlySpan<double> values)
    {
        double mean = 0;
        foreach (var x in values)
            mean += x / values.Length;
        return mean;
    }
}
