using ActorMlOps.Statistics.Codec;
using ActorMlOps.Statistics.Sequential;

namespace ActorMlOps.Statistics.Detectors;

/// <summary>
/// Page-Hinkley: m_t = alpha m_{t-1} + (x_t - running mean) - delta; a drift where m_t exceeds its minimum by more than lambda,
/// and the mirror image for falling means.
/// </summary>
/// <remarks>
/// Page 1954, "Continuous inspection schemes"; Hinkley 1971 (the mean estimated). Delta and lambda are in the values' own units: the
/// defaults suit numbers of the order of 1 and, on error bits, react only to long or large changes. It states no false-alarm
/// rate. No warnings. O(1) time, 64 bytes.
/// </remarks>
public sealed class PageHinkley : DriftDetector
{
    private readonly int _warmUp;
    private readonly double _delta;
    private readonly double _lambda;
    private readonly double _alpha;
    private readonly PageHinkleyDirection _direction;
    private RunningMean _mean;
    private double _rise;
    private double _fall;
    private double _leastRise;
    private double _mostFall;

    /// <summary>At its start.</summary>
    /// <param name="warmUp">Values before the first verdict, at least 0.</param>
    /// <param name="delta">Change of the mean that is put up with; at least 0, finite.</param>
    /// <param name="lambda">Threshold of the cumulative sum; above 0, finite.</param>
    /// <param name="alpha">Forgetting factor; above 0, at most 1.</param>
    /// <param name="direction">Which changes to find.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public PageHinkley(
        int warmUp = 30, double delta = 0.005, double lambda = 50, double alpha = 0.9999,
        PageHinkleyDirection direction = PageHinkleyDirection.Both)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(warmUp);
        if (!(delta >= 0) || double.IsInfinity(delta))
            throw new ArgumentOutOfRangeException(nameof(delta), delta, "Delta must be finite and at least 0.");
        if (alpha is not (> 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Alpha must be above 0 and at most 1.");
        if (direction > PageHinkleyDirection.Fall)
            throw new ArgumentOutOfRangeException(nameof(direction), direction, "No such direction.");
        (_warmUp, _delta, _lambda, _alpha, _direction) = (warmUp, delta, Positive(lambda, nameof(lambda)), alpha, direction);
    }

    /// <inheritdoc/>
    public override DetectorKind Kind => DetectorKind.PageHinkley;

    private protected override DetectorState Step(double value)
    {
        _mean = _mean.Add(value);
        var deviation = value - _mean.Mean;
        _rise = (_alpha * _rise) + deviation - _delta;
        _fall = (_alpha * _fall) + deviation + _delta;
        // Before the first value both extremes are open, so the first sums become them.
        _leastRise = _mean.Count == 1 ? _rise : Math.Min(_leastRise, _rise);
        _mostFall = _mean.Count == 1 ? _fall : Math.Max(_mostFall, _fall);
        if (_mean.Count < _warmUp)
            return DetectorState.InControl;
        var rises = _direction != PageHinkleyDirection.Fall && _rise - _leastRise > _lambda;
        var falls = _direction != PageHinkleyDirection.Rise && _mostFall - _fall > _lambda;
        if (!rises && !falls)
            return DetectorState.InControl;
        (_mean, _rise, _fall, _leastRise, _mostFall) = (default, 0, 0, 0, 0);
        return DetectorState.Drift;
    }

    private protected override void Write(ByteWriter writer)
    {
        writer.Varint(_warmUp);
        writer.Double(_delta);
        writer.Double(_lambda);
        writer.Double(_alpha);
        writer.Byte((byte)_direction);
        _mean.Write(writer);
        writer.Double(_rise);
        writer.Double(_fall);
        writer.Double(_leastRise);
        writer.Double(_mostFall);
    }

    internal static PageHinkley Read(ref ByteReader reader) => new(
        ReadInt(ref reader, "warm-up", 0, int.MaxValue),
        reader.Within("delta", 0, double.MaxValue),
        ReadPositive(ref reader, "lambda"),
        reader.Within("alpha", double.Epsilon, 1),
        ReadDirection(ref reader))
    {
        _mean = RunningMean.Read(ref reader),
        _rise = reader.Finite("rise"),
        _fall = reader.Finite("fall"),
        _leastRise = reader.Finite("least rise"),
        _mostFall = reader.Finite("most fall"),
    };

    private static PageHinkleyDirection ReadDirection(ref ByteReader reader)
    {
        var direction = (PageHinkleyDirection)reader.Byte();
        return direction <= PageHinkleyDirection.Fall ? direction : throw reader.Malformed($"direction {(byte)direction} is none");
    }
}
