namespace ActorMlOps.Statistics.Sequential;

/// <summary>
/// Combines e-values (nonnegative, expectation at most 1 under the null), given by their logarithms: minus infinity is 0.
/// Vovk and Wang 2021, "E-values: calibration, combination, and applications".
/// </summary>
public static class EValues
{
    /// <summary>ln of the mean: an e-value against "all nulls hold", under any dependence.</summary>
    /// <exception cref="ArgumentException">None is given, or one is NaN.</exception>
    public static double LogMean(ReadOnlySpan<double> logs)
    {
        Check(logs);
        return LogMath.Mean(logs);
    }

    /// <summary>
    /// ln of the product: an e-value only if each is one given those before (independent, or one after the other on fresh data).
    /// 0 beats infinity: what was lost is lost.
    /// </summary>
    /// <exception cref="ArgumentException">None is given, or one is NaN.</exception>
    public static double LogProductOfIndependent(ReadOnlySpan<double> logs)
    {
        Check(logs);
        double sum = 0;
        foreach (var log in logs)
        {
            if (double.IsNegativeInfinity(log))
                return log;
            sum += log;
        }

        return sum;
    }

    /// <summary>min(1, 1/e): a p-value that holds at all times together if the e-value comes from an e-process (Ville 1939).</summary>
    public static double AnytimePValue(double log) =>
        double.IsNaN(log) ? throw new ArgumentException("The e-value is NaN.", nameof(log)) : Math.Min(1, Math.Exp(-log));

    /// <summary>
    /// e-BH: rejects the k* largest, k* = max{k : e_(k) at least K/(k alpha)}; the expected share of false alarms among them is at
    /// most alpha, under any dependence and at any stopping time (Wang and Ramdas 2022, "False discovery rate control with e-values").
    /// </summary>
    /// <returns>For each, whether it is rejected.</returns>
    /// <exception cref="ArgumentException">One is NaN, or alpha is not in (0, 1).</exception>
    public static bool[] BenjaminiHochberg(ReadOnlySpan<double> logs, double alpha)
    {
        if (alpha is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Alpha must be above 0 and below 1.");
        if (logs.IsEmpty)
            return [];
        Check(logs);
        var order = Enumerable.Range(0, logs.Length).ToArray();
        var keys = logs.ToArray();
        Array.Sort(keys, order);
        var rejected = new bool[logs.Length];
        for (var k = logs.Length; k >= 1; k--)
        {
            if (keys[^k] < Math.Log(logs.Length) - Math.Log(k) - Math.Log(alpha))
                continue;
            foreach (var index in order[^k..])
                rejected[index] = true;
            break;
        }

        return rejected;
    }

    private static void Check(ReadOnlySpan<double> logs)
    {
        if (logs.IsEmpty)
            throw new ArgumentException("No e-value is given.", nameof(logs));
        foreach (var log in logs)
        {
            if (double.IsNaN(log))
                throw new ArgumentException("An e-value is NaN; leave undefined tests out.", nameof(logs));
        }
    }
}
