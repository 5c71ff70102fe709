namespace ActorMlOps.Statistics.Drift;

/// <summary>From a distance and its bounds to a result, in the column's unit or in standard deviations of the reference.</summary>
internal sealed record WassersteinVerdict(string Method, double LeastDeviation, DriftOptions Options)
{
    private bool Normalized => Method == DriftMethods.WassersteinNormalized;

    private string ThresholdOf => Options.ThresholdOf(Method) is null ? ThresholdKinds.Band : ThresholdKinds.User;

    public DriftResult Undefined(string reason) => DriftResult.Undefined(Method, ThresholdOf, reason);

    public DriftResult Of(double value, double low, double? high, double? deviation, string? note)
    {
        Options.Validate();
        var unit = deviation is { } known ? Math.Max(known, LeastDeviation) : deviation;
        if (Normalized && unit is null)
            return Undefined(DriftReasons.Overflow);
        if (Normalized && unit == 0)
            return Undefined(DriftReasons.Constant);
        var divisor = Normalized ? unit!.Value : 1;
        if (!double.IsFinite(value / divisor))
            return Undefined(DriftReasons.Overflow);
        var band = Normalized || unit is null
            ? Options.DistanceBand
            : Options.DistanceBand * Math.Max(unit.Value, Wasserstein.LeastDeviation);
        // Without a finite deviation a tenth of it is not known: no verdict in the column's unit.
        double? threshold = Options.ThresholdOf(Method) ?? (unit is null ? null : band);
        var upper = high / divisor;
        return new DriftResult
        {
            Method = Method,
            Value = value / divisor,
            Low = low / divisor,
            High = upper is { } bound && double.IsFinite(bound) ? bound : null,
            Threshold = threshold,
            ThresholdOf = ThresholdOf,
            Drifted = value / divisor >= threshold,
            Reason = note ?? (threshold is null ? DriftReasons.Overflow : null),
        };
    }
}
