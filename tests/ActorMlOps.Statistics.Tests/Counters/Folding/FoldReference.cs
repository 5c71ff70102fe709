using System.Numerics;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Counters.Folding;
using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Tests.Counters.Folding;

/// <summary>What the fold kernel must give, value by value from the definition, and the comparison with it.</summary>
internal sealed class FoldReference
{
    // Beyond it whole numbers take too long; such tests use mild values, which two passes of doubles get right.
    private const int MostExact = 300;

    private readonly double[] _edges;
    private readonly List<double> _finite = [];

    public FoldReference(ReadOnlySpan<double> edges)
    {
        _edges = edges.ToArray();
        Counts = new long[edges.Length + 1];
    }

    public long[] Counts { get; }

    public int NaN { get; private set; }

    public int PositiveInfinity { get; private set; }

    public int NegativeInfinity { get; private set; }

    public static TheoryData<string> Paths => [.. Enum.GetValues<FoldPath>().Where(FoldKernel.IsSupported).Select(path => path.ToString())];

    public void Add(IEnumerable<float> values)
    {
        foreach (var x in values)
        {
            if (float.IsNaN(x))
                NaN++;
            else if (float.IsPositiveInfinity(x))
                PositiveInfinity++;
            else if (float.IsNegativeInfinity(x))
                NegativeInfinity++;
            else
                AddFinite(x);
        }
    }

    /// <summary>The first difference, or null.</summary>
    public string? Difference(ReadOnlySpan<ushort> counts, in FoldedBlock block)
    {
        if ((NaN, PositiveInfinity, NegativeInfinity) != (block.NaN, block.PositiveInfinity, block.NegativeInfinity))
            return $"apart: {(block.NaN, block.PositiveInfinity, block.NegativeInfinity)} for {(NaN, PositiveInfinity, NegativeInfinity)}";
        for (var i = 0; i < counts.Length; i++)
        {
            var expected = i < Counts.Length ? Counts[i] : 0;
            if (counts[i] != expected)
                return $"bin {i}: {counts[i]} for {expected}";
        }

        return Difference(block.Moments);
    }

    /// <inheritdoc cref="Difference(ReadOnlySpan{int}, in FoldedBlock)"/>
    public string? Difference(ColumnCounters column)
    {
        var apart = (column.NaN, column.PositiveInfinity, column.NegativeInfinity);
        if (apart != (NaN, PositiveInfinity, NegativeInfinity))
            return $"{column.Name} apart: {apart} for {(NaN, PositiveInfinity, NegativeInfinity)}";
        for (var i = 0; i < Counts.Length; i++)
        {
            if (column.Counts[i] != Counts[i])
                return $"{column.Name} bin {i}: {column.Counts[i]} for {Counts[i]}";
        }

        return Difference(column.Moments);
    }

    private string? Difference(Moments moments)
    {
        if (moments.Count != _finite.Count)
            return $"moments of {moments.Count} values for {_finite.Count}";
        if (_finite.Count == 0)
            return null;
        Span<double> parts = stackalloc double[6];
        moments.CopyTo(parts);
        var (mean, m2, m3, m4) = _finite.Count <= MostExact ? Exact() : TwoPasses();
        var cubes = _finite.Sum(x => Math.Pow(Math.Abs(x - mean), 3));
        return Off("mean", parts[0], mean, _finite.Max(Math.Abs)) ?? Off("M2", parts[1], m2, m2) ?? Off("M3", parts[2], m3, cubes)
            ?? Off("M4", parts[3], m4, m4) ?? Off("minimum", parts[4], _finite.Min(), 0) ?? Off("maximum", parts[5], _finite.Max(), 0);
    }

    /// <summary>In whole numbers: with u the values in units of 2^-149 and S their sum, n^p M_p is the sum of (n u - S)^p.</summary>
    private (double Mean, double M2, double M3, double M4) Exact()
    {
        var units = _finite.ConvertAll(x => new BigInteger(Math.ScaleB(x, 149)));
        var sum = units.Aggregate(BigInteger.Zero, (a, b) => a + b);
        double Moment(int p) => ExactSum.Quotient(
            units.Aggregate(BigInteger.Zero, (all, u) => all + BigInteger.Pow((units.Count * u) - sum, p)),
            BigInteger.Pow(units.Count, p) << (149 * p));
        return (ExactSum.Quotient(sum, new BigInteger(units.Count) << 149), Moment(2), Moment(3), Moment(4));
    }

    private (double Mean, double M2, double M3, double M4) TwoPasses()
    {
        var mean = _finite.Average();
        double Power(int p) => _finite.Sum(x => Math.Pow(x - mean, p));
        return (mean, Power(2), Power(3), Power(4));
    }

    // Below 1e-290 a sum of squares has left the normal range of a double.
    private static string? Off(string what, double actual, double expected, double scale) =>
        Math.Abs(actual - expected) <= (1e-9 * scale) + 1e-290 ? null : $"{what}: {actual:R} for {expected:R}";

    private void AddFinite(float x)
    {
        // A binary search over doubles by "is at or below" alone, unlike any of the kernel's paths.
        var (low, high) = (0, _edges.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_edges[middle] <= x)
                low = middle + 1;
            else
                high = middle;
        }

        Counts[low]++;
        _finite.Add(x);
    }
}
