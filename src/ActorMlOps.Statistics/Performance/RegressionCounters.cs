using System.Numerics;
using ActorMlOps.Statistics.Codec;
using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Performance;

/// <summary>
/// Labelled rows of a regression task, as exact sums: order, grouping and corrections leave no trace, so a window repaired
/// by late labels equals the recomputation to the bit. Not safe for concurrent writers.
/// </summary>
/// <remarks>
/// Binary form, version 1: "AMRC", version, varints rows, rows left out, zero labels; six sums (varint length, two's
/// complement little endian in units of 2^-1074).
/// </remarks>
public sealed class RegressionCounters
{
    private const byte Version = 1;
    private const int MaxSumBytes = 320;

    private ExactSum _error;
    private ExactSum _absoluteError;
    private ExactSum _squaredError;
    private ExactSum _actual;
    private ExactSum _squaredActual;
    private ExactSum _relativeError;
    private long _zeroActuals;

    /// <summary>Labelled rows counted.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows left out: prediction or label not finite, or their squares beyond the range of a double.</summary>
    public long LeftOut { get; private set; }

    private static ReadOnlySpan<byte> Magic => "AMRC"u8;

    /// <summary>Adds one labelled row; any doubles.</summary>
    public void Add(double predicted, double actual) => Count(predicted, actual, 1);

    /// <summary>
    /// Takes one row out that was added before; false if no row is left to take. That it is the same row is the caller's care:
    /// sums do not remember rows.
    /// </summary>
    public bool Remove(double predicted, double actual)
    {
        var left = IsUsable(predicted, actual) ? Rows : LeftOut;
        if (left == 0)
            return false;
        Count(predicted, actual, -1);
        return true;
    }

    /// <summary>Adds the rows of another window; commutative and associative to the bit.</summary>
    public void Merge(RegressionCounters other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Rows += other.Rows;
        LeftOut += other.LeftOut;
        _zeroActuals += other._zeroActuals;
        _error.Merge(other._error);
        _absoluteError.Merge(other._absoluteError);
        _squaredError.Merge(other._squaredError);
        _actual.Merge(other._actual);
        _squaredActual.Merge(other._squaredActual);
        _relativeError.Merge(other._relativeError);
    }

    /// <summary>The metrics of the rows so far.</summary>
    public RegressionMetrics Metrics()
    {
        if (Rows == 0)
        {
            var none = MetricValue.Undefined(MetricReasons.NoRows);
            return new RegressionMetrics(0, none, none, none, none, none, none);
        }

        var mse = _squaredError.Mean(Rows);
        return new RegressionMetrics(
            Rows,
            MetricValue.Exact(_error.Mean(Rows)),
            MetricValue.Exact(_absoluteError.Mean(Rows)),
            MetricValue.Exact(mse),
            MetricValue.Exact(Math.Sqrt(mse)),
            Determination(),
            _zeroActuals > 0 ? MetricValue.Undefined(MetricReasons.TargetIsZero) : MetricValue.Exact(_relativeError.Mean(Rows)));
    }

    /// <summary>The binary form, version 1.</summary>
    public byte[] Encode()
    {
        var writer = new ByteWriter();
        writer.Bytes(Magic);
        writer.Byte(Version);
        writer.Varint(Rows);
        writer.Varint(LeftOut);
        writer.Varint(_zeroActuals);
        foreach (var sum in (ReadOnlySpan<ExactSum>)[_error, _absoluteError, _squaredError, _actual, _squaredActual, _relativeError])
        {
            var bytes = sum.Units.ToByteArray();
            writer.Varint(bytes.Length);
            writer.Bytes(bytes);
        }

        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are malformed.</exception>
    public static RegressionCounters Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes, "Regression performance counters");
        reader.Header(Magic, Version);
        var counters = new RegressionCounters
        {
            Rows = reader.Count("rows"),
            LeftOut = reader.Count("rows left out"),
            _zeroActuals = reader.Count("zero labels"),
            _error = ReadSum(ref reader),
            _absoluteError = ReadSum(ref reader),
            _squaredError = ReadSum(ref reader),
            _actual = ReadSum(ref reader),
            _squaredActual = ReadSum(ref reader),
            _relativeError = ReadSum(ref reader),
        };
        reader.End();
        return counters;
    }

    private static ExactSum ReadSum(ref ByteReader reader)
    {
        var length = reader.Length("length of a sum", 1);
        return length is > 0 and <= MaxSumBytes
            ? new ExactSum(new BigInteger(reader.Take(length)))
            : throw reader.Malformed($"a sum of {length} bytes");
    }

    private static bool IsUsable(double predicted, double actual)
    {
        var error = predicted - actual;
        return double.IsFinite(error * error) && double.IsFinite(actual * actual)
            && (actual == 0 || double.IsFinite(error / actual));
    }

    private void Count(double predicted, double actual, int sign)
    {
        if (!IsUsable(predicted, actual))
        {
            LeftOut += sign;
            return;
        }

        var error = predicted - actual;
        Rows += sign;
        Apply(ref _error, error, sign);
        Apply(ref _absoluteError, Math.Abs(error), sign);
        Apply(ref _actual, actual, sign);
        _squaredError.AddSquare(error, sign);
        _squaredActual.AddSquare(actual, sign);
        if (actual == 0)
            _zeroActuals += sign;
        else
            Apply(ref _relativeError, Math.Abs(error / actual), sign);
    }

    private static void Apply(ref ExactSum sum, double value, int sign)
    {
        if (sign > 0)
            sum.Add(value);
        else
            sum.Subtract(value);
    }

    // SST = sum y^2 - (sum y)^2 / n in integers: with a mean far from 0 the difference would lose every digit of a double.
    private MetricValue Determination()
    {
        const int Unit = 1074;
        var scaledTotal = ((Rows * _squaredActual.Units) << Unit) - (_actual.Units * _actual.Units);
        if (scaledTotal.Sign <= 0)
            return MetricValue.Undefined(MetricReasons.ConstantTarget);
        return MetricValue.Exact(1 - ExactSum.Quotient((Rows * _squaredError.Units) << Unit, scaledTotal));
    }
}
