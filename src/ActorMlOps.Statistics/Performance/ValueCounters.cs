using System.Numerics;
using ActorMlOps.Statistics.Codec;
using ActorMlOps.Statistics.Numerics;
using Student = MathNet.Numerics.Distributions.StudentT;

namespace ActorMlOps.Statistics.Performance;

/// <summary>
/// Finite values as exact sums and a multiset: adding is commutative, associative and undone by removing, to the bit. Not safe for
/// concurrent writers.
/// </summary>
/// <remarks>
/// Invariants: as <see cref="RegressionCounters"/>. Bounds: mean and deviation 1e-15 relative; least and greatest exact up to 8,192
/// values, above within 1/128 relative. Interval: Student's t, exact for normal values, else by the central limit theorem. Cost: about a
/// microsecond and 10 bytes a value.
/// </remarks>
public sealed class ValueCounters
{
    /// <summary>Largest magnitude: the square of a value must be a double.</summary>
    public const double MaxMagnitude = 1e150;

    private const int Unit = 1074;

    private ExactSum _sum;
    private ExactSum _squares;
    private ResidualCounters _values = new();

    /// <summary>Values counted.</summary>
    public long Rows => _values.Rows;

    /// <summary>Whether a value can be counted: finite and of at most <see cref="MaxMagnitude"/>.</summary>
    public static bool IsUsable(double value) => Math.Abs(value) <= MaxMagnitude;

    /// <exception cref="ArgumentOutOfRangeException">The value is not usable.</exception>
    public void Add(double value)
    {
        Demand(value);
        _sum.Add(value);
        _squares.AddSquare(value, 1);
        _values.Add(value);
    }

    /// <summary>Takes a value out that was added before; false, and nothing changed, if it is not there.</summary>
    public bool Remove(double value)
    {
        Demand(value);
        if (!_values.Remove(value))
            return false;
        _sum.Subtract(value);
        _squares.AddSquare(value, -1);
        return true;
    }

    public void Merge(ValueCounters other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _sum.Merge(other._sum);
        _squares.Merge(other._squares);
        _values.Merge(other._values);
    }

    /// <param name="level">Chance that the interval of the mean covers, inside (0, 1).</param>
    public ValueSummary Summary(double level = 0.95)
    {
        if (Rows == 0)
        {
            var none = MetricValue.Undefined(MetricReasons.NoRows);
            return new(0, ConfidenceInterval.Undefined(level, IntervalMethods.StudentT, MetricReasons.NoRows), null, none, none);
        }
        (double Low, double High, long Rows)[] cells = [.. _values.Cells()];
        var (least, greatest) = (Bounded(cells[0].Low, cells[0].High), Bounded(cells[^1].Low, cells[^1].High));
        var mean = _sum.Mean(Rows);
        if (Rows == 1)
            return new(1, new(mean, null, null, level, IntervalMethods.StudentT, MetricReasons.OneRow), null, least, greatest);
        // n sum x^2 - (sum x)^2 in integers: with a mean far from 0 the difference would lose every digit of a double.
        var spread = BigInteger.Max(0, ((Rows * _squares.Units) << Unit) - (_sum.Units * _sum.Units));
        var deviation = Math.Sqrt(ExactSum.Quotient(spread, (Rows * new BigInteger(Rows - 1)) << (2 * Unit)));
        var radius = Student.InvCDF(0, 1, Rows - 1, 0.5 + (level / 2)) * deviation / Math.Sqrt(Rows);
        return new(Rows, new(mean, mean - radius, mean + radius, level, IntervalMethods.StudentT, null), deviation, least, greatest);
    }

    internal void Write(ByteWriter writer)
    {
        SumCodec.Write(writer, _sum);
        SumCodec.Write(writer, _squares);
        _values.Write(writer);
    }

    internal static ValueCounters Read(ref ByteReader reader) => new()
    {
        _sum = SumCodec.Read(ref reader),
        _squares = SumCodec.Read(ref reader),
        _values = ResidualCounters.Read(ref reader),
    };

    private static MetricValue Bounded(double low, double high) =>
        low == high ? MetricValue.Exact(low) : new((low + high) / 2, low, high, MetricReasons.BinnedScores);

    private static void Demand(double value)
    {
        if (!IsUsable(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, "A value must be a finite number of at most 1e150.");
    }
}
