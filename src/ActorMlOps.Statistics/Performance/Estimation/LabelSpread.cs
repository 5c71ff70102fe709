namespace ActorMlOps.Statistics.Performance.Estimation;

/// <summary>Variance of a metric over the labels that the calibrated scores allow, see <see cref="Cbpe"/>.</summary>
internal sealed class LabelSpread(IsotonicCalibrator calibrator, ExpectedGroup[] groups)
{
    /// <summary>For a metric whose derivative by a label is one number for the rows answered positive and one for the others.</summary>
    public double Variance(double selected, double rejected)
    {
        double labels = 0;
        var pools = new double[calibrator.Pools];
        foreach (var group in groups)
        {
            labels += ((group.Selected * selected * selected) + (group.Rejected * rejected * rejected)) * group.LabelVariance;
            Spread(pools, group, (group.Selected * selected) + (group.Rejected * rejected));
        }

        return labels + Calibration(pools);
    }

    /// <summary>For a sum over the rows of a slope times the label.</summary>
    public double Variance(Func<ExpectedGroup, double> slope)
    {
        double labels = 0;
        var pools = new double[calibrator.Pools];
        foreach (var group in groups)
        {
            var one = slope(group);
            labels += group.Rows * one * one * group.LabelVariance;
            Spread(pools, group, group.Rows * one);
        }

        return labels + Calibration(pools);
    }

    /// <summary>
    /// For the area: a label turned positive at a score wins the negatives below, loses the positives above, and moves both totals.
    /// </summary>
    public double AreaVariance(double area, double positives, double negatives)
    {
        double labels = 0, positivesBelow = 0, negativesBelow = 0;
        var pools = new double[calibrator.Pools];
        foreach (var group in groups)
        {
            var won = (negativesBelow + (group.Negatives / 2)) / negatives;
            var lost = (positives - positivesBelow - (group.Positives / 2)) / positives;
            var slope = ((won - area) / positives) - ((lost - area) / negatives);
            labels += group.Rows * slope * slope * group.LabelVariance;
            Spread(pools, group, group.Rows * slope);
            positivesBelow += group.Positives;
            negativesBelow += group.Negatives;
        }

        return labels + Calibration(pools);
    }

    // Between two pools a probability hangs on the rates of both.
    private static void Spread(double[] pools, in ExpectedGroup group, double slope)
    {
        pools[group.Pool] += slope * (1 - group.Share);
        if (group.Share > 0)
            pools[group.Pool + 1] += slope * group.Share;
    }

    private double Calibration(double[] pools)
    {
        double sum = 0;
        for (var i = 0; i < pools.Length; i++)
            sum += pools[i] * pools[i] * calibrator.RateVariance(i);
        return sum;
    }
}
