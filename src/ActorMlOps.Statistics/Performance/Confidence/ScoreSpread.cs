namespace ActorMlOps.Statistics.Performance.Confidence;

/// <summary>Intervals of metrics of a binary task's scores.</summary>
/// <remarks>
/// Log loss and Brier: mean with its own second moment, on the log scale (<see cref="Intervals.PositiveMean"/>). Average precision: variance of
/// its influence function, on the logit scale; with A(s) = P(positive, S &gt;= s), B(s) = P(S &gt;= s), pi = P(positive) a row (y, s) moves it
/// by (y (A/B(s) + G(s) - AP) - H(s)) / pi, G(s) = E[y / B; S &lt;= s], H(s) = E[y A / B^2; S &lt;= s]. Calibration error: it is not smooth
/// where a bin is right, so the ball of all deviations that a chi-square test does not refute (Scheffe 1953):
/// +- sqrt(chi2 (Brier - sum w d^2) / n), d the bins' deviations: wide, never short. Cost: linear in the score groups.
/// </remarks>
internal static class ScoreSpread
{
    public static ConfidenceInterval AveragePrecision(ScoreMultiset scores, double value, double level)
    {
        var groups = scores.Groups().ToArray();
        double rows = 0, positives = 0;
        foreach (var (_, p, n) in groups)
        {
            rows += p + n;
            positives += p;
        }

        var precisions = new double[groups.Length];
        var shares = new double[groups.Length];
        double right = 0, all = 0;
        for (var i = groups.Length - 1; i >= 0; i--)
        {
            right += groups[i].Positives;
            all += groups[i].Positives + groups[i].Negatives;
            (precisions[i], shares[i]) = (right / all, all / rows);
        }

        double gain = 0, loss = 0, squares = 0, sum = 0;
        for (var i = 0; i < groups.Length; i++)
        {
            var (_, p, n) = groups[i];
            gain += p / rows / shares[i];
            loss += p / rows * precisions[i] / shares[i];
            double ofPositive = precisions[i] + gain - value - loss, ofNegative = -loss;
            squares += (p * ofPositive * ofPositive) + (n * ofNegative * ofNegative);
            sum += (p * ofPositive) + (n * ofNegative);
        }

        var share = positives / rows;
        var mean = sum / rows;
        var variance = Math.Max(0, (squares / rows) - (mean * mean)) / rows / share / share;
        return Intervals.Logit(value, variance, level, IntervalMethods.Delta);
    }

    public static ConfidenceInterval LogLoss(ScoreSums sums, long rows, double level) => sums.SquaresKnown
        ? Intervals.PositiveMean(ScoreSums.Mean(sums.LogLoss, rows), ScoreSums.LogLossSquare(sums, rows), rows, level)
        : ConfidenceInterval.Undefined(level, IntervalMethods.LogMean, MetricReasons.MomentsNotKept);

    public static ConfidenceInterval Brier(ScoreSums sums, long rows, double level) => sums.SquaresKnown
        ? Intervals.PositiveMean(ScoreSums.Mean(sums.SquaredError, rows), ScoreSums.Mean(sums.FourthPower, rows), rows, level)
        : ConfidenceInterval.Undefined(level, IntervalMethods.LogMean, MetricReasons.MomentsNotKept);

    public static ConfidenceInterval CalibrationError(ScoreSums sums, long rows, double value, double level)
    {
        var bins = 0;
        double explained = 0;
        for (var i = 0; i < ScoreSums.Bins; i++)
        {
            if (sums.Rows[i] == 0)
                continue;
            bins++;
            var deviation = ((double)sums.Positives[i] / sums.Rows[i]) - ScoreSums.Mean(sums.Scores[i], sums.Rows[i]);
            explained += deviation * deviation * sums.Rows[i] / rows;
        }

        var spread = Math.Max(0, ScoreSums.Mean(sums.SquaredError, rows) - explained);
        if (spread <= Intervals.Rounding)
            return ConfidenceInterval.Undefined(level, IntervalMethods.Scheffe, MetricReasons.NoSpread);
        var radius = Math.Sqrt(MathNet.Numerics.Distributions.ChiSquared.InvCDF(bins, level) * spread / rows);
        return new(value, Math.Max(0, value - radius), Math.Min(1, value + radius), level, IntervalMethods.Scheffe, null);
    }
}
