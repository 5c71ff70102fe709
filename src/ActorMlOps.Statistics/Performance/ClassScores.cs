namespace ActorMlOps.Statistics.Performance;

/// <summary>Metrics of <see cref="ClassScoreCounters"/>.</summary>
/// <remarks>
/// Macro areas as in scikit-learn's roc_auc_score (one against the rest; one against one by Hand and Till 2001). Bounds: the mean
/// of the areas' own. Cost: classes^2 multisets, each merged a few times.
/// </remarks>
internal static class ClassScores
{
    public static ClassScoreMetrics Of(ClassScoreCounters counters)
    {
        var rows = counters.Rows;
        var none = rows == 0 ? MetricValue.Undefined(MetricReasons.NoRows)
            : counters.RowsNaN > 0 ? MetricValue.Undefined(MetricReasons.UndefinedScores)
            : null;
        if (none is not null)
            return new(rows, none, none, none, none);
        var classes = Enumerable.Range(0, counters.Classes.Count).ToArray();
        var present = classes.Where(k => counters.RowsOf(k) > 0).ToArray();
        var leftOut = present.Length < classes.Length ? MetricReasons.ClassesWithoutRows : null;
        var rest = present.Length < 2
            ? MetricValue.Undefined(MetricReasons.OneClass)
            : Mean([.. present.Select(k => Auc(counters, k, present.Where(j => j != k)))], leftOut);
        var pairs = present.Length < 2
            ? MetricValue.Undefined(MetricReasons.OneClass)
            : Mean([.. present.SelectMany(k => present.Where(j => j != k).Select(j => Auc(counters, k, [j])))], leftOut);
        if (counters.AnyOutside)
        {
            var outside = MetricValue.Undefined(MetricReasons.ScoresOutsideUnitInterval);
            return new(rows, rest, pairs, outside, outside);
        }

        Int128 logLoss = 0, squared = 0;
        foreach (var k in classes)
        {
            logLoss += counters.Cell(k, k).Sums().LogLoss;
            foreach (var j in classes)
                squared += counters.Cell(k, j).Sums().SquaredError;
        }

        return new(rows, rest, pairs, MetricValue.Exact(ScoreSums.Mean(logLoss, rows)), MetricValue.Exact(ScoreSums.Mean(squared, rows)));
    }

    private static MetricValue Auc(ClassScoreCounters counters, int k, IEnumerable<int> others)
    {
        var scores = new ScoreMultiset();
        scores.MergeAs(counters.Cell(k, k), positive: true);
        foreach (var j in others)
            scores.MergeAs(counters.Cell(k, j), positive: false);
        return RankMetrics.Auc(scores);
    }

    private static MetricValue Mean(MetricValue[] areas, string? leftOut) => new(
        areas.Average(area => area.Value),
        areas.Average(area => area.Low),
        areas.Average(area => area.High),
        leftOut ?? areas.FirstOrDefault(area => area.Reason is not null)?.Reason);
}
