namespace ActorMlOps.Statistics.Performance;

/// <summary>How well scores serve as probabilities, from the exact sums over labelled rows.</summary>
/// <remarks>
/// Log loss and Brier 1950 are proper scores; the calibration error is that of Naeini, Cooper and Hauskrecht 2015 over ten
/// equal-width bins, which a coarse score can hide from. Error: 1e-15 relative. Cost: constant.
/// </remarks>
internal sealed class Calibration(ScoreSums sums, long rows)
{
    public MetricValue LogLoss => MetricValue.Exact(ScoreSums.Mean(sums.LogLoss, rows));

    public MetricValue Brier => MetricValue.Exact(ScoreSums.Mean(sums.SquaredError, rows));

    /// <summary>Sum over bins of the bin's share times |positive rate - mean score|.</summary>
    public MetricValue Error
    {
        get
        {
            double sum = 0;
            for (var i = 0; i < ScoreSums.Bins; i++)
            {
                var count = sums.Rows[i];
                if (count > 0)
                    sum += Math.Abs(((double)sums.Positives[i] / count) - ScoreSums.Mean(sums.Scores[i], count)) * count / rows;
            }

            return MetricValue.Exact(sum);
        }
    }

    /// <summary>Mean score minus positive rate: above 0 the scores promise too much.</summary>
    public MetricValue Bias
    {
        get
        {
            Int128 total = 0;
            foreach (var sum in sums.Scores)
                total += sum;
            long positives = 0;
            foreach (var count in sums.Positives)
                positives += count;
            return MetricValue.Exact(ScoreSums.Mean(total, rows) - ((double)positives / rows));
        }
    }

    public IReadOnlyList<ReliabilityBin> Curve()
    {
        var curve = new ReliabilityBin[ScoreSums.Bins];
        for (var i = 0; i < curve.Length; i++)
        {
            var count = sums.Rows[i];
            curve[i] = new ReliabilityBin(
                i / (double)curve.Length,
                (i + 1) / (double)curve.Length,
                count,
                count == 0 ? null : ScoreSums.Mean(sums.Scores[i], count),
                count == 0 ? null : Intervals.Wilson(sums.Positives[i], count));
        }

        return curve;
    }
}
