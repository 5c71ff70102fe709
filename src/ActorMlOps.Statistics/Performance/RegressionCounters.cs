using System.Numerics;
using ActorMlOps.Statistics.Codec;
using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Performance;

/// <summary>
/// Labelled rows of a regression task, as exact sums: order, grouping and corrections leave no trace, so a window repaired
/// by late labels equals the recomputation to the bit. Not safe for concurrent writers.
/// </summary>
/// <remarks>
/// Invariants: sums and counts are exact, so adding is associative and undone by removing. Bounds: 1e-15 relative; quantiles of
/// residuals exact up to 8,192 rows, above within 1/128 relative, with their bounds. Cost: 3 to 10 microseconds a row; 2 kB of
/// sums and 10 bytes a residual. Binary form, version 2: "AMRC", version, varints rows, rows left out, zero labels; nine sums
/// (varint length, two's complement little endian in units of 2^-1074), residuals.
/// </remarks>
public sealed class RegressionCounters
{
    private const byte Version = 2;
    private const double Level = 0.95;
    private const int Unit = 1074;

    private ExactSum _error;
    private ExactSum _absoluteError;
    private ExactSum _squaredError;
    private ExactSum _actual;
    private ExactSum _squaredActual;
    private ExactSum _relativeError;
    private ExactSum _predicted;
    private ExactSum _squaredPredicted;
    private ExactSum _product;
    private ResidualCounters _residuals = new();
    private long _zeroActuals;

    /// <summary>Labelled rows counted.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows left out: prediction or label not finite, or their squares beyond the range of a double.</summary>
    public long LeftOut { get; private set; }

    private static ReadOnlySpan<byte> Magic => "AMRC"u8;

    /// <summary>Adds one labelled row; any doubles.</summary>
    public void Add(double predicted, double actual) => Count(predicted, actual, 1);

    /// <summary>
    /// Takes one row out that was added before; false, and nothing changed, if no row has its error. That it is the same row
    /// is the caller's care: sums do not remember rows.
    /// </summary>
    public bool Remove(double predicted, double actual)
    {
        if (IsUsable(predicted, actual) ? !_residuals.Contains(predicted - actual) : LeftOut == 0)
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
        _predicted.Merge(other._predicted);
        _squaredPredicted.Merge(other._squaredPredicted);
        _product.Merge(other._product);
        _residuals.Merge(other._residuals);
    }

    /// <summary>The metrics of the rows so far.</summary>
    public RegressionMetrics Metrics() => Metrics(Residuals());

    /// <summary>Those that the sums alone determine: quantiles and the largest error are undefined.</summary>
    internal RegressionMetrics SumMetrics() => Metrics([]);

    /// <summary>Bounds of the residuals, ascending, with their rows.</summary>
    internal (double Low, double High, long Rows)[] Residuals() => [.. _residuals.Cells()];

    /// <summary>The rows without some of them that were merged in; without residuals, for <see cref="SumMetrics"/> only.</summary>
    internal RegressionCounters SumsWithout(RegressionCounters part) => new()
    {
        Rows = Rows - part.Rows,
        _zeroActuals = _zeroActuals - part._zeroActuals,
        _error = Less(_error, part._error),
        _absoluteError = Less(_absoluteError, part._absoluteError),
        _squaredError = Less(_squaredError, part._squaredError),
        _actual = Less(_actual, part._actual),
        _squaredActual = Less(_squaredActual, part._squaredActual),
        _relativeError = Less(_relativeError, part._relativeError),
        _predicted = Less(_predicted, part._predicted),
        _squaredPredicted = Less(_squaredPredicted, part._squaredPredicted),
        _product = Less(_product, part._product),
    };

    /// <summary>Mean and variance (n - 1) of the labels; null below one and two rows.</summary>
    public (double? Mean, double? Variance) Labels()
    {
        if (Rows == 0)
            return (null, null);
        var mean = _actual.Mean(Rows);
        var variance = Rows < 2 ? (double?)null : Math.Max(0, (_squaredActual.Mean(Rows) - (mean * mean)) * Rows / (Rows - 1));
        return (mean, variance);
    }

    /// <summary>Variance of the mean error; infinite below two rows.</summary>
    internal double MeanErrorVariance() => MeanVariance(_error);

    /// <summary>Mean and variance of the absolute errors (n - 1); at least two rows.</summary>
    internal (double Mean, double Variance) AbsoluteErrors() => (_absoluteError.Mean(Rows), MeanVariance(_absoluteError) * Rows);

    private RegressionMetrics Metrics((double Low, double High, long Rows)[] residuals)
    {
        var none = Rows == 0 ? MetricValue.Undefined(MetricReasons.NoRows) : null;
        var noInterval = ConfidenceInterval.Undefined(Level, IntervalMethods.Normal, MetricReasons.NoRows);
        var mse = none is null ? _squaredError.Mean(Rows) : 0;
        var noQuantile = none ?? (residuals.Length == 0 ? MetricValue.Undefined(MetricReasons.MomentsNotKept) : null);
        var absolute = ResidualQuantiles.Absolute(residuals);
        return new RegressionMetrics
        {
            Rows = Rows,
            MeanError = none ?? MetricValue.Exact(_error.Mean(Rows)),
            Mae = none ?? MetricValue.Exact(_absoluteError.Mean(Rows)),
            Mse = none ?? MetricValue.Exact(mse),
            Rmse = none ?? MetricValue.Exact(Math.Sqrt(mse)),
            R2 = none ?? LeftOver((Rows * _squaredError.Units) << Unit),
            ExplainedVariance = none ?? LeftOver(Spread(_squaredError, _error)),
            Correlation = none ?? Correlation(),
            Mape = none ?? (_zeroActuals > 0
                ? MetricValue.Undefined(MetricReasons.TargetIsZero)
                : MetricValue.Exact(_relativeError.Mean(Rows))),
            MedianAbsoluteError = noQuantile ?? ResidualQuantiles.At(absolute, 0.5),
            MaxError = noQuantile ?? ResidualQuantiles.At(absolute, 1),
            ResidualQuantiles = noQuantile is null ? [.. RegressionMetrics.QuantileShares.Select(q => ResidualQuantiles.At(residuals, q))] : [],
            MeanErrorInterval = none is null ? Interval(_error, double.NegativeInfinity) : noInterval,
            MaeInterval = none is null ? Interval(_absoluteError, 0) : noInterval,
        };
    }

    /// <summary>The binary form, version 2.</summary>
    public byte[] Encode()
    {
        var writer = new ByteWriter();
        writer.Bytes(Magic);
        writer.Byte(Version);
        writer.Varint(Rows);
        writer.Varint(LeftOut);
        writer.Varint(_zeroActuals);
        foreach (var sum in (ReadOnlySpan<ExactSum>)
            [_error, _absoluteError, _squaredError, _actual, _squaredActual, _relativeError, _predicted, _squaredPredicted, _product])
            SumCodec.Write(writer, sum);
        _residuals.Write(writer);
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
            _error = SumCodec.Read(ref reader),
            _absoluteError = SumCodec.Read(ref reader),
            _squaredError = SumCodec.Read(ref reader),
            _actual = SumCodec.Read(ref reader),
            _squaredActual = SumCodec.Read(ref reader),
            _relativeError = SumCodec.Read(ref reader),
            _predicted = SumCodec.Read(ref reader),
            _squaredPredicted = SumCodec.Read(ref reader),
            _product = SumCodec.Read(ref reader),
            _residuals = ResidualCounters.Read(ref reader),
        };
        reader.End();
        return counters._residuals.Rows == counters.Rows
            ? counters
            : throw reader.Malformed("the residuals do not add up to the rows");
    }

    private static bool IsUsable(double predicted, double actual)
    {
        var error = predicted - actual;
        return double.IsFinite(error * error) && double.IsFinite(actual * actual) && double.IsFinite(predicted * predicted)
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
        Apply(ref _predicted, predicted, sign);
        var product = predicted * actual;
        Apply(ref _product, product, sign);
        Apply(ref _product, Math.FusedMultiplyAdd(predicted, actual, -product), sign);
        _squaredPredicted.AddSquare(predicted, sign);
        if (sign > 0)
            _residuals.Add(error);
        else
            _residuals.Remove(error);
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

    // n sum x^2 - (sum x)^2 in integers: with a mean far from 0 the difference would lose every digit of a double.
    private BigInteger Spread(in ExactSum squares, in ExactSum sum) => ((Rows * squares.Units) << Unit) - (sum.Units * sum.Units);

    private MetricValue LeftOver(BigInteger unexplained)
    {
        var total = Spread(_squaredActual, _actual);
        return total.Sign <= 0
            ? MetricValue.Undefined(MetricReasons.ConstantTarget)
            : MetricValue.Exact(1 - ExactSum.Quotient(unexplained, total));
    }

    private MetricValue Correlation()
    {
        var (labels, predictions) = (Spread(_squaredActual, _actual), Spread(_squaredPredicted, _predicted));
        if (labels.Sign <= 0)
            return MetricValue.Undefined(MetricReasons.ConstantTarget);
        if (predictions.Sign <= 0)
            return MetricValue.Undefined(MetricReasons.ConstantPrediction);
        var both = ((Rows * _product.Units) << Unit) - (_predicted.Units * _actual.Units);
        var size = Math.Sqrt(ExactSum.Quotient(both * both, labels * predictions));
        return MetricValue.Exact(Math.Min(1, size) * both.Sign);
    }

    private ConfidenceInterval Interval(in ExactSum sum, double least) => Intervals.Mean(sum.Mean(Rows), MeanVariance(sum), Level, least);

    private double MeanVariance(in ExactSum sum) => Rows < 2
        ? double.PositiveInfinity
        : ExactSum.Quotient(BigInteger.Max(0, Spread(_squaredError, sum)), (new BigInteger(Rows) * Rows * (Rows - 1)) << (2 * Unit));

    private static ExactSum Less(in ExactSum sum, in ExactSum part) => new(sum.Units - part.Units);
}
