namespace ActorMlOps.Statistics.Performance;

/// <summary>What a confusion matrix says by class: right rows, labels and predictions.</summary>
/// <remarks>
/// Invariants: sums of labels and of predictions equal the rows. Kappa (Cohen 1960) and Matthews' coefficient (Gorodkin 2004 for
/// many classes) come from 128-bit integers, so they are right to a few 1e-16 even where agreement is that of chance. Cost:
/// linear in the classes.
/// </remarks>
internal sealed class ConfusionTotals(long rows, IReadOnlyList<(long Right, long Actual, long Predicted)> classes)
{
    /// <summary>Share of rows predicted as they are.</summary>
    public MetricValue Accuracy => MetricValue.Ratio(Right, rows);

    private long Right => classes.Sum(c => c.Right);

    /// <summary>Precision, recall and F1 averaged over the classes that occur; 0 where a denominator is 0.</summary>
    public ClassAverages Average(bool weighted, string? reason = null)
    {
        // In the given order of the classes: the same rows give the same bits.
        double precision = 0, recall = 0, f1 = 0, weights = 0;
        foreach (var (right, actual, predicted) in classes)
        {
            if (actual + predicted == 0)
                continue;
            double weight = weighted ? actual : 1;
            weights += weight;
            precision += predicted == 0 ? 0 : weight * right / predicted;
            recall += actual == 0 ? 0 : weight * right / actual;
            f1 += weight * 2 * right / ((double)actual + predicted);
        }

        if (weights > 0)
            return new(Exact(precision), Exact(recall), Exact(f1));
        var none = MetricValue.Undefined(reason ?? MetricReasons.NoRows);
        return new(none, none, none);

        MetricValue Exact(double sum) => MetricValue.Exact(sum / weights, reason);
    }

    /// <summary>Over all rows together, each of the three equals the accuracy.</summary>
    public ClassAverages Micro() => new(Accuracy, Accuracy, Accuracy);

    /// <summary>Mean recall of the classes; undefined while only one class is among the labels.</summary>
    public MetricValue BalancedAccuracy()
    {
        var actual = classes.Where(c => c.Actual > 0).ToArray();
        return actual.Length < 2
            ? MetricValue.Undefined(MetricReasons.OneClass)
            : MetricValue.Exact(actual.Average(c => (double)c.Right / c.Actual));
    }

    /// <summary>(agreement - chance agreement) / (1 - chance agreement), in [-1, 1].</summary>
    public MetricValue Kappa()
    {
        Int128 chance = 0;
        foreach (var (_, actual, predicted) in classes)
            chance += (Int128)actual * predicted;
        var whole = (Int128)rows * rows;
        return whole == chance
            ? MetricValue.Undefined(MetricReasons.CertainAgreement)
            : MetricValue.Exact((double)(((Int128)rows * Right) - chance) / (double)(whole - chance));
    }

    /// <summary>Correlation of label and prediction, in [-1, 1]; 0 where either is always the same class.</summary>
    public MetricValue Matthews()
    {
        Int128 both = 0, labels = 0, predictions = 0;
        foreach (var (_, actual, predicted) in classes)
        {
            both += (Int128)actual * predicted;
            labels += (Int128)actual * actual;
            predictions += (Int128)predicted * predicted;
        }

        var whole = (Int128)rows * rows;
        return whole == labels || whole == predictions
            ? MetricValue.Exact(0, MetricReasons.ZeroDivision)
            : MetricValue.Exact((double)(((Int128)rows * Right) - both)
                / (Math.Sqrt((double)(whole - labels)) * Math.Sqrt((double)(whole - predictions))));
    }
}
