using ActorMlOps.Statistics.Codec;
using ActorMlOps.Statistics.Numerics;
using ActorMlOps.Statistics.Sequential;

namespace ActorMlOps.Statistics.Detectors;

/// <summary>
/// KSWIN: in a sliding window of 100 values, the last 30 against 30 drawn without replacement from the 70 before, by the exact two-sample
/// Kolmogorov-Smirnov test; a drift at p at most alpha, if D is also above 0.1. The window then keeps the last 30.
/// </summary>
/// <remarks>
/// Raab, Heusinger and Schleif 2020, "Reactive soft prototype computing for concept drift streams". Alpha is the chance of one
/// comparison; windows overlap and one is made at each value, so a false alarm comes about each 1/alpha values or somewhat
/// later (measured in the tests). Ties (error bits) make the test conservative. The draw is a function of seed and count: the same
/// stream gives the same answers. O(window log window) time, 8 bytes a value of the window.
/// </remarks>
public sealed class Kswin : DriftDetector
{
    private const double LeastDistance = 0.1;
    private const int MostValues = 1_000_000;

    private readonly double _alpha;
    private readonly int _windowSize;
    private readonly int _testSize;
    private readonly ulong _seed;
    private readonly double _critical;
    private readonly Queue<double> _window;

    /// <summary>An empty window.</summary>
    /// <param name="alpha">Level of one comparison, above 0 and below 1.</param>
    /// <param name="windowSize">Values in the window, at least twice <paramref name="testSize"/>, at most 1,000,000.</param>
    /// <param name="testSize">Values compared on either side, at least 1.</param>
    /// <param name="seed">Of the draws.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public Kswin(double alpha = 0.005, int windowSize = 100, int testSize = 30, ulong seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(testSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(windowSize, MostValues);
        ArgumentOutOfRangeException.ThrowIfLessThan(windowSize, 2L * testSize);
        (_alpha, _windowSize, _testSize, _seed) = (Share(alpha, nameof(alpha)), windowSize, testSize, seed);
        _critical = Critical(alpha, testSize);
        _window = new Queue<double>(windowSize);
    }

    /// <inheritdoc/>
    public override DetectorKind Kind => DetectorKind.Kswin;

    private protected override DetectorState Step(double value)
    {
        if (_window.Count == _windowSize)
            _window.Dequeue();
        _window.Enqueue(value);
        if (_window.Count < _windowSize)
            return DetectorState.InControl;
        var values = _window.ToArray();
        Draw(values.AsSpan(0, _windowSize - _testSize));
        if (Distance(values.AsSpan(0, _testSize), values.AsSpan(_windowSize - _testSize)) < _critical)
            return DetectorState.InControl;
        while (_window.Count > _testSize)
            _window.Dequeue();
        return DetectorState.Drift;
    }

    /// <summary>The least j with P(D at least j/n) at most alpha (Gnedenko and Korolyuk 1951) and D above 0.1.</summary>
    internal static double Critical(double alpha, int n)
    {
        for (var j = 1; j <= n; j++)
        {
            double p = 0;
            for (var i = 1; i * j <= n; i++)
            {
                var term = Math.Exp((2 * SpecialFunctions.LogFactorial(n))
                    - SpecialFunctions.LogFactorial(n - (i * j)) - SpecialFunctions.LogFactorial(n + (i * j)));
                p += i % 2 == 1 ? 2 * term : -2 * term;
            }

            if (p <= alpha && j > LeastDistance * n)
                return j;
        }

        // Not even disjoint samples are significant.
        return n + 1;
    }

    // A partial shuffle: the first testSize values become a draw without replacement.
    private void Draw(Span<double> past)
    {
        var generator = new SplitMix64(_seed + ((ulong)Count * 0xD1B54A32D192ED03));
        for (var i = 0; i < _testSize; i++)
        {
            var j = i + (int)(generator.NextDouble() * (past.Length - i));
            (past[i], past[j]) = (past[j], past[i]);
        }
    }

    // n D of two samples of the same size n.
    private static int Distance(Span<double> first, Span<double> second)
    {
        first.Sort();
        second.Sort();
        int i = 0, j = 0, most = 0;
        while (i < first.Length && j < second.Length)
        {
            var value = Math.Min(first[i], second[j]);
            while (i < first.Length && first[i] == value)
                i++;
            while (j < second.Length && second[j] == value)
                j++;
            most = Math.Max(most, Math.Abs(i - j));
        }

        return most;
    }

    private protected override void Write(ByteWriter writer)
    {
        writer.Double(_alpha);
        writer.Varint(_windowSize);
        writer.Varint(_testSize);
        writer.UInt64(_seed);
        writer.Varint(_window.Count);
        foreach (var value in _window)
            writer.Double(value);
    }

    internal static Kswin Read(ref ByteReader reader)
    {
        var alpha = ReadShare(ref reader, "alpha");
        var windowSize = ReadInt(ref reader, "window size", 2, MostValues);
        var detector = new Kswin(alpha, windowSize, ReadInt(ref reader, "test size", 1, windowSize / 2), reader.UInt64());
        var count = reader.Length("values", 8);
        if (count > windowSize)
            throw reader.Malformed($"{count} values are more than the window of {windowSize}");
        for (var i = 0; i < count; i++)
            detector._window.Enqueue(reader.Finite("value"));
        return detector;
    }
}
