using ActorMlOps.Statistics.Codec;
using ActorMlOps.Statistics.Sequential;

namespace ActorMlOps.Statistics.Detectors;

/// <summary>
/// DDM: the error rate p with s = sqrt(p(1-p)/n); p + s above p_min + 2 s_min warns, above p_min + 3 s_min is a drift, the
/// minimum being that of p + s since the start.
/// </summary>
/// <remarks>
/// Gama, Medas, Castillo and Rodrigues 2004, "Learning with drift detection". A value of at least 0.5 is an error. Only increases. It
/// states no false-alarm rate: looked at after each row it fires on streams without drift too, and after a start without any
/// error (s_min = 0) the first error is an alarm; about one each 40,000 rows at a rate of 0.2, more at low rates. O(1) time, 48 bytes.
/// </remarks>
public sealed class Ddm : DriftDetector
{
    private readonly int _warmUp;
    private readonly double _warning;
    private readonly double _drift;
    private RunningMean _errors;
    private double _leastP;
    private double _leastS;
    private bool _hasLeast;

    /// <summary>At its start.</summary>
    /// <param name="warmUp">Rows before the first verdict, at least 0.</param>
    /// <param name="warning">Standard deviations that warn, above 0.</param>
    /// <param name="drift">Standard deviations that are a drift, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public Ddm(int warmUp = 30, double warning = 2, double drift = 3)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(warmUp);
        (_warmUp, _warning, _drift) = (warmUp, Positive(warning, nameof(warning)), Positive(drift, nameof(drift)));
    }

    /// <inheritdoc/>
    public override DetectorKind Kind => DetectorKind.Ddm;

    private protected override DetectorState Step(double value)
    {
        _errors = _errors.Add(value >= 0.5 ? 1 : 0);
        if (_errors.Count <= _warmUp)
            return DetectorState.InControl;
        var p = _errors.Mean;
        var s = Math.Sqrt(Math.Max(0, p * (1 - p)) / _errors.Count);
        if (!_hasLeast || p + s <= _leastP + _leastS)
            (_leastP, _leastS, _hasLeast) = (p, s, true);
        if (p + s > _leastP + (_drift * _leastS))
        {
            (_errors, _leastP, _leastS, _hasLeast) = (default, 0, 0, false);
            return DetectorState.Drift;
        }

        return p + s > _leastP + (_warning * _leastS) ? DetectorState.Warning : DetectorState.InControl;
    }

    private protected override void Write(ByteWriter writer)
    {
        writer.Varint(_warmUp);
        writer.Double(_warning);
        writer.Double(_drift);
        _errors.Write(writer);
        writer.Byte(_hasLeast ? (byte)1 : (byte)0);
        writer.Double(_leastP);
        writer.Double(_leastS);
    }

    internal static Ddm Read(ref ByteReader reader) => new(
        ReadInt(ref reader, "warm-up", 0, int.MaxValue), ReadPositive(ref reader, "warning"), ReadPositive(ref reader, "drift"))
    {
        _errors = RunningMean.Read(ref reader),
        _hasLeast = reader.Flag("minimum known"),
        _leastP = reader.Within("least p", 0, 1),
        _leastS = reader.Within("least s", 0, 1),
    };
}
