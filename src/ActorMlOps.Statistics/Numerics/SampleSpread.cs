namespace ActorMlOps.Statistics.Numerics;

/// <summary>
/// Mean and population standard deviation (n, not n - 1) of finite values, in units of 2^<see cref="Exponent"/> so that
/// neither 1e308 overflows nor 1e-308 vanishes. A constant sample has deviation 0 exactly.
/// </summary>
internal readonly record struct SampleSpread(double Mean, double Deviation, int Exponent, bool Constant)
{
    /// <summary>
    /// The unit for samples up to this magnitude: 2^0 while squares stay in range, so that common values are not touched.
    /// </summary>
    public static int UnitFor(double largest)
    {
        if (largest == 0)
            return 0;
        var exponent = Math.ILogB(largest);
        return Math.Abs(exponent) <= 300 ? 0 : exponent;
    }

    public static double LargestMagnitude(ReadOnlySpan<double> finite)
    {
        double largest = 0;
        foreach (var value in finite)
            largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }

    /// <summary>Of at least one value; two passes.</summary>
    public static SampleSpread Of(ReadOnlySpan<double> finite, int exponent)
    {
        double sum = 0, lost = 0, min = double.MaxValue, max = double.MinValue;
        foreach (var value in finite)
        {
            var x = Scaled(value, exponent);
            // Neumaier's compensation.
            var next = sum + x;
            lost += Math.Abs(sum) >= Math.Abs(x) ? sum - next + x : x - next + sum;
            (sum, min, max) = (next, Math.Min(min, value), Math.Max(max, value));
        }

        var mean = (sum + lost) / finite.Length;
        if (min == max)
            return new SampleSpread(Scaled(min, exponent), 0, exponent, true);
        double squares = 0, rest = 0;
        foreach (var value in finite)
        {
            var d = Scaled(value, exponent) - mean;
            squares += d * d;
            rest += d;
        }

        return new SampleSpread(mean, Math.Sqrt((squares - (rest * rest / finite.Length)) / finite.Length), exponent, false);
    }

    private static double Scaled(double value, int exponent) => exponent == 0 ? value : Math.ScaleB(value, -exponent);
}
