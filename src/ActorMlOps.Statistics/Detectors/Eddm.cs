using ActorMlOps.Statistics.Codec;
using ActorMlOps.Statistics.Sequential;

namespace ActorMlOps.Statistics.Detectors;

/// <summary>
/// EDDM: rows between errors, mean p' and standard deviation s'; (p' + 2 s') / its maximum below 0.95 warns, below 0.9 is a drift.
/// </summary>
/// <remarks>
/// Baena-Garcia, del Campo-Avila, Fidalgo, Bifet, Gavalda and Morales-Bueno 2006, "Early drift detection method". A value of at least
/// 0.5 is an error. Only errors that come closer. It states no false-alarm rate, and fires often on streams without drift (the
/// maximum is a record, so every later value is compared with luck); about one each 500 rows at a rate of 0.2. O(1) time, 64 bytes.
/// </remarks>
public sealed class Eddm : DriftDetector
{
    private readonly int _warmUp;
    private readonly double _warning;
    private readonly double _drift;
    private RunningMean _distances;
    private long _rows;
    private long _lastError;
    private double _maximum;
    private bool _warned;

    /// <summary>At its start.</summary>
    /// <param name="warmUp">Errors before the first verdict, at least 0.</param>
    /// <param name="warning">Share of the maximum that warns, above 0 and below 1.</param>
    /// <param name="drift">Share that is a drift, at most <paramref name="warning"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public Eddm(int warmUp = 30, double warning = 0.95, double drift = 0.9)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(warmUp);
        (_warmUp, _warning, _drift) = (warmUp, Share(warning, nameof(warning)), Share(drift, nameof(drift)));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(drift, warning);
    }

    /// <inheritdoc/>
    public override DetectorKind Kind => DetectorKind.Eddm;

    private protected override DetectorState Step(double value)
    {
        _rows++;
        if (value >= 0.5)
        {
            _distances = _distances.Add(_rows - _lastError);
            _lastError = _rows;
            if (_rows > _warmUp && Judge())
            {
                (_distances, _rows, _lastError, _maximum, _warned) = (default, 0, 0, 0, false);
                return DetectorState.Drift;
            }
        }

        return _warned ? DetectorState.Warning : DetectorState.InControl;
    }

    private bool Judge()
    {
        var level = _distances.Mean + (2 * Math.Sqrt(_distances.Variance));
        if (level > _maximum)
        {
            _maximum = level;
            _warned = false;
            return false;
        }

        if (_distances.Count <= _warmUp)
            return false;
        _warned = level < _warning * _maximum;
        return level < _drift * _maximum;
    }

    private protected override void Write(ByteWriter writer)
    {
        writer.Varint(_warmUp);
        writer.Double(_warning);
        writer.Double(_drift);
        _distances.Write(writer);
        writer.Varint(_rows);
        writer.Varint(_lastError);
        writer.Double(_maximum);
        writer.Byte(_warned ? (byte)1 : (byte)0);
    }

    internal static Eddm Read(ref ByteReader reader)
    {
        var warmUp = ReadInt(ref reader, "warm-up", 0, int.MaxValue);
        var warning = ReadShare(ref reader, "warning");
        var detector = new Eddm(warmUp, warning, reader.Within("drift", double.Epsilon, warning))
        {
            _distances = RunningMean.Read(ref reader),
            _rows = reader.Count("rows"),
            _lastError = reader.Count("last error"),
            _maximum = reader.Within("maximum", 0, double.MaxValue),
            _warned = reader.Flag("warned"),
        };
        return detector._lastError <= detector._rows ? detector : throw reader.Malformed("the last error lies beyond the rows");
    }
}
