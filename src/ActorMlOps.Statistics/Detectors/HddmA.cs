using ActorMlOps.Statistics.Codec;
using ActorMlOps.Statistics.Sequential;

namespace ActorMlOps.Statistics.Detectors;

/// <summary>
/// HDDM-A: the mean of all values against the mean up to the cut where it was lowest (mean + Hoeffding's bound); their difference
/// beyond sqrt((n - c)/(2 c n) ln(2/confidence)) is a drift.
/// </summary>
/// <remarks>
/// Frias-Blanco, del Campo-Avila, Ramos-Jimenez, Morales-Bueno, Ortiz-Diaz and Caballero-Mota 2015, "Online and non-parametric drift
/// detection methods based on Hoeffding's bounds". Values are clamped to [0, 1], where the bound holds. The confidence is that
/// of one comparison at one cut, not of a whole stream. O(1) time, 96 bytes.
/// </remarks>
public sealed class HddmA : DriftDetector
{
    private readonly double _driftConfidence;
    private readonly double _warningConfidence;
    private readonly bool _twoSided;
    private RunningMean _all;
    private RunningMean _lowest;
    private RunningMean _highest;

    /// <summary>At its start.</summary>
    /// <param name="driftConfidence">Above 0 and below 1.</param>
    /// <param name="warningConfidence">Above 0 and below 1; the larger of the two as a rule.</param>
    /// <param name="twoSided">Also find that the mean falls.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public HddmA(double driftConfidence = 0.001, double warningConfidence = 0.005, bool twoSided = false)
    {
        _driftConfidence = Share(driftConfidence, nameof(driftConfidence));
        _warningConfidence = Share(warningConfidence, nameof(warningConfidence));
        _twoSided = twoSided;
    }

    /// <inheritdoc/>
    public override DetectorKind Kind => DetectorKind.HddmA;

    private protected override DetectorState Step(double value)
    {
        _all = _all.Add(Math.Clamp(value, 0, 1));
        var bound = Bound(_all.Count);
        if (_lowest.Count == 0 || _lowest.Mean + Bound(_lowest.Count) >= _all.Mean + bound)
            _lowest = _all;
        if (_highest.Count == 0 || _highest.Mean - Bound(_highest.Count) <= _all.Mean - bound)
            _highest = _all;
        if (Differs(_driftConfidence))
        {
            (_all, _lowest, _highest) = (default, default, default);
            return DetectorState.Drift;
        }

        return Differs(_warningConfidence) ? DetectorState.Warning : DetectorState.InControl;
    }

    private double Bound(long n) => Math.Sqrt(Math.Log(1 / _driftConfidence) / (2.0 * n));

    private bool Differs(double confidence) =>
        Above(_lowest, _all.Mean - _lowest.Mean, confidence)
        || (_twoSided && Above(_highest, _highest.Mean - _all.Mean, confidence));

    private bool Above(RunningMean cut, double difference, double confidence)
    {
        if (cut.Count == _all.Count)
            return false;
        var reciprocal = (_all.Count - cut.Count) / (double)cut.Count / _all.Count;
        return difference >= Math.Sqrt(reciprocal / 2 * Math.Log(2 / confidence));
    }

    private protected override void Write(ByteWriter writer)
    {
        writer.Double(_driftConfidence);
        writer.Double(_warningConfidence);
        writer.Byte(_twoSided ? (byte)1 : (byte)0);
        _all.Write(writer);
        _lowest.Write(writer);
        _highest.Write(writer);
    }

    internal static HddmA Read(ref ByteReader reader)
    {
        var detector = new HddmA(ReadShare(ref reader, "drift"), ReadShare(ref reader, "warning"), reader.Flag("two-sided"))
        {
            _all = RunningMean.Read(ref reader),
            _lowest = RunningMean.Read(ref reader),
            _highest = RunningMean.Read(ref reader),
        };
        return detector._lowest.Count <= detector._all.Count && detector._highest.Count <= detector._all.Count
            ? detector
            : throw reader.Malformed("a cut lies beyond the values");
    }
}
