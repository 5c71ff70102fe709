using MathNet.Numerics.Distributions;

namespace ActorMlOps.Statistics.Tests.Sequential;

/// <summary>SplitMix64 and the laws that the simulations draw from; the same stream everywhere.</summary>
internal sealed class Simulator(ulong seed)
{
    private ulong _state = seed;
    private double? _spare;

    /// <summary>Set ACTORMLOPS_LONG_TESTS=1 for ten times the runs.</summary>
    public static int Runs(int quick) => Environment.GetEnvironmentVariable("ACTORMLOPS_LONG_TESTS") == "1" ? 10 * quick : quick;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double p) => Uniform() < p;

    public double Normal()
    {
        if (_spare is { } spare)
        {
            _spare = null;
            return spare;
        }

        var radius = Math.Sqrt(-2 * Math.Log(1 - Uniform()));
        var (sin, cos) = Math.SinCos(2 * Math.PI * Uniform());
        _spare = radius * sin;
        return radius * cos;
    }

    public int Binomial(int n, double p)
    {
        var successes = 0;
        for (var i = 0; i < n; i++)
            successes += Chance(p) ? 1 : 0;
        return successes;
    }

    /// <summary>Counts of n rows over cells with these cumulative shares (the last is 1).</summary>
    public long[] Multinomial(int n, double[] cumulative)
    {
        var counts = new long[cumulative.Length];
        for (var i = 0; i < n; i++)
        {
            var u = Uniform();
            var cell = (int)(u * cumulative.Length);
            while (cell > 0 && u < cumulative[cell - 1])
                cell--;
            while (cell < cumulative.Length - 1 && u >= cumulative[cell])
                cell++;
            counts[cell]++;
        }

        return counts;
    }

    /// <summary>Shares below each decile edge of a reference of R normal values, were the stream shifted.</summary>
    public double[] DecileEdges(int referenceRows)
    {
        var sample = new double[referenceRows];
        for (var i = 0; i < sample.Length; i++)
            sample[i] = Normal();
        Array.Sort(sample);
        return [.. Enumerable.Range(1, 9).Select(decile => sample[decile * referenceRows / 10])];
    }

    public static double[] Shifted(double[] edges, double shift) =>
        [.. edges.Select(edge => Normal0.CumulativeDistribution(edge - shift)), 1];

    private static readonly Normal Normal0 = new(0, 1);
}
