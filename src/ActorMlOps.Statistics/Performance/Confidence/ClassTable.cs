namespace ActorMlOps.Statistics.Performance.Confidence;

/// <summary>The metrics that binary and multiclass tasks have in common, from the confusion matrix.</summary>
internal sealed class ClassTable
{
    private readonly double _level;
    private readonly ConfusionMoments _moments;
    private readonly (long Right, long Actual, long Predicted)[] _classes;

    public ClassTable(int classes, IReadOnlyCollection<(int Actual, int Predicted, long Rows)> cells, double level)
    {
        (_level, _moments) = (level, new(classes, cells, level));
        var all = new (long Right, long Actual, long Predicted)[classes];
        foreach (var (actual, predicted, rows) in cells)
        {
            all[actual].Actual += rows;
            all[predicted].Predicted += rows;
            all[actual].Right += actual == predicted ? rows : 0;
        }

        _classes = [.. all.Where(c => c.Actual + c.Predicted > 0)];
    }

    public IEnumerable<MetricEstimate> Shared(MetricValue balancedAccuracy, MetricValue kappa, MetricValue matthews) =>
    [
        Make("balancedAccuracy", balancedAccuracy, v => Means(v, [.. _classes.Where(c => c.Actual > 0).Select(c => (c.Right, c.Actual))]), 0),
        Make("kappa", kappa, _moments.Kappa, -1),
        Make("matthews", matthews, _moments.Matthews, -1),
    ];

    public IEnumerable<MetricEstimate> Averages(ClassAverages macro, ClassAverages micro, ClassAverages weighted, ConfidenceInterval accuracy) =>
    [
        Make("precisionMacro", macro.Precision, v => Means(v, [.. _classes.Select(c => (c.Right, c.Predicted))]), 0),
        Make("recallMacro", macro.Recall, v => Means(v, [.. _classes.Select(c => (c.Right, c.Actual))]), 0),
        Make("f1Macro", macro.F1, v => _moments.F1(v, weighted: false), 0),
        Make("precisionMicro", micro.Precision, _ => accuracy, 0),
        Make("recallMicro", micro.Recall, _ => accuracy, 0),
        Make("f1Micro", micro.F1, _ => accuracy, 0),
        Make("precisionWeighted", weighted.Precision, _moments.PrecisionWeighted, 0),
        Make("recallWeighted", weighted.Recall, _ => accuracy, 0),
        Make("f1Weighted", weighted.F1, v => _moments.F1(v, weighted: true), 0),
    ];

    private ConfidenceInterval Means(double value, (long Right, long Rows)[] rates) => RateMeans.Interval(value, rates, _level);

    // Averages that leave rows of too many classes out are of other rows than the interval would be.
    private static MetricEstimate Make(string name, MetricValue value, Func<double, ConfidenceInterval> interval, double least) =>
        value.Value is not { } known ? new(name, null, null, null, null, value.Reason)
        : value.Reason == MetricReasons.ClassesOverflowed ? MetricEstimate.Bare(name, value, MetricReasons.ClassesOverflowed)
        : MetricEstimate.Of(name, value, interval(known), least, 1);
}
