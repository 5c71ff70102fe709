namespace ActorMlOps.Statistics.Performance.Confidence;

/// <summary>Confidence intervals of metrics that a confusion matrix determines, by the delta method for multinomial cells.</summary>
/// <remarks>
/// Invariants: with p the cells' shares, a and b the classes' shares among labels and predictions, every metric here has the gradient
/// d metric / d p(i,j) = u(i) + v(j) + [i = j] w(i); its variance is (mean of the squares - square of the mean) / n. Intervals are made on
/// the logit scale (metrics in [0, 1]) or the atanh scale (in [-1, 1]), so that they stay inside. Coverage is about the level from some 200
/// rows and 20 rows a class on; without any spread there is none. Cost: linear in the cells that hold rows. Sources: Fleiss, Cohen and
/// Everitt 1969 (kappa); Takahashi et al. 2022 (F1).
/// </remarks>
internal sealed class ConfusionMoments
{
    private readonly (int Actual, int Predicted, double Share)[] _cells;
    private readonly double[] _actual;
    private readonly double[] _predicted;
    private readonly double[] _right;
    private readonly double _rows;
    private readonly double _level;

    /// <param name="cells">Classes by index, rows above 0.</param>
    public ConfusionMoments(int classes, IReadOnlyCollection<(int Actual, int Predicted, long Rows)> cells, double level)
    {
        _level = level;
        _rows = cells.Sum(cell => (double)cell.Rows);
        _cells = [.. cells.Select(cell => (cell.Actual, cell.Predicted, cell.Rows / _rows))];
        (_actual, _predicted, _right) = (new double[classes], new double[classes], new double[classes]);
        foreach (var (actual, predicted, share) in _cells)
        {
            _actual[actual] += share;
            _predicted[predicted] += share;
            if (actual == predicted)
                _right[actual] += share;
        }
    }

    private int Classes => _actual.Length;

    /// <summary>Classes that are there as label or prediction: what averages run over.</summary>
    private int Present => Enumerable.Range(0, Classes).Count(k => _actual[k] + _predicted[k] > 0);

    public ConfidenceInterval Kappa(double value)
    {
        var chance = Dot(_actual, _predicted);
        double right = _right.Sum(), rest = 1 - chance;
        double[] u = [.. _predicted.Select(b => -(1 - right) * b / rest / rest)];
        double[] v = [.. _actual.Select(a => -(1 - right) * a / rest / rest)];
        return Correlation(value, Variance(u, v, [.. _actual.Select(_ => 1 / rest)]));
    }

    public ConfidenceInterval Matthews(double value)
    {
        double labels = 1 - Dot(_actual, _actual), predictions = 1 - Dot(_predicted, _predicted);
        var size = Math.Sqrt(labels * predictions);
        double[] u = new double[Classes], v = new double[Classes];
        for (var k = 0; k < Classes; k++)
        {
            u[k] = (-_predicted[k] / size) + (value * _actual[k] / labels);
            v[k] = (-_actual[k] / size) + (value * _predicted[k] / predictions);
        }

        return Correlation(value, Variance(u, v, [.. _actual.Select(_ => 1 / size)]));
    }

    public ConfidenceInterval F1(double value, bool weighted)
    {
        double[] u = new double[Classes], v = new double[Classes], w = new double[Classes];
        for (var k = 0; k < Classes; k++)
        {
            var sum = _actual[k] + _predicted[k];
            if (sum == 0)
                continue;
            var weight = weighted ? _actual[k] : 1.0 / Present;
            var slope = 2 * _right[k] / sum / sum;
            u[k] = (weighted ? 2 * _right[k] / sum : 0) - (weight * slope);
            v[k] = -weight * slope;
            w[k] = weight * 2 / sum;
        }

        return Share(value, Variance(u, v, w));
    }

    public ConfidenceInterval PrecisionWeighted(double value)
    {
        double[] u = new double[Classes], v = new double[Classes], w = new double[Classes];
        for (var k = 0; k < Classes; k++)
        {
            if (_predicted[k] == 0)
                continue;
            u[k] = _right[k] / _predicted[k];
            v[k] = -_actual[k] * _right[k] / _predicted[k] / _predicted[k];
            w[k] = _actual[k] / _predicted[k];
        }

        return Share(value, Variance(u, v, w));
    }

    private double Variance(double[] u, double[] v, double[] w)
    {
        double mean = 0, squares = 0;
        foreach (var (actual, predicted, share) in _cells)
        {
            var slope = u[actual] + v[predicted] + (actual == predicted ? w[actual] : 0);
            mean += share * slope;
            squares += share * slope * slope;
        }

        return Math.Max(0, squares - (mean * mean)) / _rows;
    }

    private ConfidenceInterval Share(double value, double variance) => Intervals.Logit(value, variance, _level, IntervalMethods.Delta);

    private ConfidenceInterval Correlation(double value, double variance)
    {
        if (!(value is > -1 and < 1 && variance > Intervals.Rounding && double.IsFinite(variance)))
            return ConfidenceInterval.Undefined(_level, IntervalMethods.Delta, MetricReasons.NoSpread);
        var radius = Intervals.Quantile(_level) * Math.Sqrt(variance) / (1 - (value * value));
        var centre = Math.Atanh(value);
        return new(value, Math.Tanh(centre - radius), Math.Tanh(centre + radius), _level, IntervalMethods.Delta, null);
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
