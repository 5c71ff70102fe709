namespace ActorMlOps.Statistics.Sequential;

/// <summary>
/// Shares a budget of false alarms among e-detectors. With thresholds A_k = N/w_k, sum of w_k at most 1, the fleet's expected number
/// of false alarms in T units of time is at most T/N, under any dependence between the detectors (expectations add).
/// </summary>
public static class AlarmBudget
{
    /// <summary>A = K N: every one of K detectors gets the same share of one false alarm in N units of time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one detector, or a time not above 0.</exception>
    public static double EqualThreshold(int detectors, double timeBetweenFalseAlarms)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(detectors, 1);
        CheckTime(timeBetweenFalseAlarms);
        return Math.Max(1, detectors * timeBetweenFalseAlarms);
    }

    /// <summary>A_k = N/w_k, at least 1.</summary>
    /// <param name="weights">Each above 0; their sum at most 1.</param>
    /// <param name="timeBetweenFalseAlarms">N, in the unit of the panes' durations.</param>
    /// <exception cref="ArgumentException">A weight is not above 0, or their sum is above 1.</exception>
    public static double[] Thresholds(ReadOnlySpan<double> weights, double timeBetweenFalseAlarms)
    {
        CheckTime(timeBetweenFalseAlarms);
        double sum = 0;
        foreach (var weight in weights)
            sum += weight > 0 ? weight : throw new ArgumentException($"Weight {weight} is not above 0.", nameof(weights));
        // Rounding of K equal shares must not be refused.
        if (!(sum <= 1 + 1e-9))
            throw new ArgumentException($"The weights sum to {sum}, above the budget; scale them to at most 1.", nameof(weights));
        var thresholds = new double[weights.Length];
        for (var i = 0; i < thresholds.Length; i++)
            thresholds[i] = Math.Clamp(timeBetweenFalseAlarms / weights[i], 1, double.MaxValue);
        return thresholds;
    }

    /// <summary>A = K N / chance: at most this chance of any false alarm of the fleet within N units of time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range; the chance lies in (0, 1].</exception>
    public static double ChanceThreshold(int detectors, double time, double chance)
    {
        if (chance is not (> 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(chance), chance, "The chance must be above 0 and at most 1.");
        return Math.Min(double.MaxValue, EqualThreshold(detectors, time) / chance);
    }

    private static void CheckTime(double time)
    {
        if (!(time > 0) || double.IsInfinity(time))
            throw new ArgumentOutOfRangeException(nameof(time), time, "The time between false alarms must be finite and above 0.");
    }
}
