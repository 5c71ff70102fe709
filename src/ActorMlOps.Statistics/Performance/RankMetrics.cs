namespace ActorMlOps.Statistics.Performance;

/// <summary>Metrics of the order of scores, from counts of positives and negatives by score.</summary>
/// <remarks>
/// Invariants: ties count half (area under ROC) or fall together (average precision). Bounds: from bins the area lies within half
/// the mass of the pairs tied in a bin, both ends attained; the average precision within the best and worst order inside every
/// bin. Cost: linear in the groups.
/// </remarks>
internal static class RankMetrics
{
    // Up to here the worst order in a bin is summed row by row, beyond it is bounded by its integral.
    private const long SummedRows = 64;

    /// <summary>Chance that a positive's score is above a negative's (Mann and Whitney 1947).</summary>
    public static MetricValue Auc(ScoreMultiset scores)
    {
        double positives = 0, negatives = 0, above = 0, tied = 0;
        foreach (var (_, p, n) in scores.Groups())
        {
            above += p * negatives;
            tied += (double)p * n;
            positives += p;
            negatives += n;
        }

        if (positives == 0 || negatives == 0)
            return MetricValue.Undefined(MetricReasons.OneClass);
        var pairs = positives * negatives;
        var auc = (above + (tied / 2)) / pairs;
        return scores.IsExact
            ? MetricValue.Exact(auc)
            : new MetricValue(auc, above / pairs, Math.Min(1, (above + tied) / pairs), MetricReasons.BinnedScores);
    }

    /// <summary>Sum over falling scores of the gain in recall times the precision reached (scikit-learn's average precision).</summary>
    public static MetricValue AveragePrecision(ScoreMultiset scores)
    {
        double truePositives = 0, predicted = 0, value = 0, low = 0, high = 0;
        foreach (var (_, p, n) in scores.Groups().Reverse())
        {
            low += p > 0 ? WorstOrder(truePositives, predicted + n, p) : 0;
            high += p > 0 ? p * ((truePositives + p) / (predicted + p)) : 0;
            truePositives += p;
            predicted += p + n;
            value += p > 0 ? p * (truePositives / predicted) : 0;
        }

        if (truePositives == 0 || truePositives == predicted)
            return MetricValue.Undefined(MetricReasons.OneClass);
        value /= truePositives;
        return scores.IsExact
            ? MetricValue.Exact(value)
            : new MetricValue(
                value,
                Math.Clamp(low / truePositives, 0, value),
                Math.Clamp(high / truePositives, value, 1),
                MetricReasons.BinnedScores);
    }

    /// <summary>
    /// Variance of the area by the placements of positives among negatives and the other way round (DeLong, DeLong and
    /// Clarke-Pearson 1988). Null below two rows of either class.
    /// </summary>
    public static double? AucVariance(ScoreMultiset scores)
    {
        double positives = 0, negatives = 0;
        foreach (var (_, p, n) in scores.Groups())
        {
            positives += p;
            negatives += n;
        }

        if (positives < 2 || negatives < 2)
            return null;
        var auc = Auc(scores).Value!.Value;
        double positivesBelow = 0, negativesBelow = 0, spreadOfPositives = 0, spreadOfNegatives = 0;
        foreach (var (_, p, n) in scores.Groups())
        {
            var placed = ((negativesBelow + (n / 2.0)) / negatives) - auc;
            spreadOfPositives += p * placed * placed;
            placed = 1 - ((positivesBelow + (p / 2.0)) / positives) - auc;
            spreadOfNegatives += n * placed * placed;
            positivesBelow += p;
            negativesBelow += n;
        }

        return (spreadOfPositives / (positives - 1) / positives) + (spreadOfNegatives / (negatives - 1) / negatives);
    }

    // sum over i = 1..p of (tp + i) / (before + i), increasing in i, so not below its integral from 0 to p.
    private static double WorstOrder(double truePositives, double before, long p)
    {
        if (p > SummedRows)
            return before == 0 ? p : Math.Max(0, p - ((before - truePositives) * Math.Log(1 + (p / before))));
        double sum = 0;
        for (var i = 1; i <= p; i++)
            sum += (truePositives + i) / (before + i);
        return sum;
    }
}
