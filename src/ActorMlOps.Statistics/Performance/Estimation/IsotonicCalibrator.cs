namespace ActorMlOps.Statistics.Performance.Estimation;

/// <summary>
/// Turns scores of a binary task into probabilities by isotonic regression on labelled rows: it keeps the order of scores and
/// assumes nothing else about their form. Immutable.
/// </summary>
/// <remarks>
/// Invariants: non-decreasing in the score, within [0, 1], the same for any order or grouping of the labelled rows. Method:
/// weighted pool-adjacent-violators (Ayer et al. 1955; Zadrozny and Elkan 2002) over the score groups, linear between the pools'
/// mean scores, flat outside. Bound: least squares among monotone step functions; scores of more than 8,192 rows to 1/4,096. Cost:
/// linear in the groups to fit, a binary search to apply.
/// </remarks>
public sealed class IsotonicCalibrator
{
    // Keeps differences of scores finite; further out all scores are one.
    private const double Furthest = 1e280;

    private readonly double[] _scores;
    private readonly double[] _rates;
    private readonly double[] _variances;

    private IsotonicCalibrator(IReadOnlyList<Pool> pools, long rows, string? reason)
    {
        (Rows, Reason) = (rows, reason);
        _scores = [.. pools.Select(pool => pool.Score / pool.Weight)];
        _rates = [.. pools.Select(pool => Math.Clamp(pool.Positives / pool.Weight, 0, 1))];
        _variances = [.. pools.Select(pool => pool.RateVariance)];
    }

    /// <summary>Labelled rows with a score that it was fitted on.</summary>
    public long Rows { get; }

    /// <summary>Why it cannot calibrate, or null: <see cref="MetricReasons.NoRows"/> or <see cref="MetricReasons.OneClass"/>.</summary>
    public string? Reason { get; }

    /// <summary>The pools' mean scores, ascending, and positive rates: the calibration curve.</summary>
    public IEnumerable<(double Score, double Probability)> Curve => _scores.Zip(_rates);

    internal int Pools => _rates.Length;

    /// <summary>Fits on labelled rows; NaN scores are left out. Use rows the model was not trained on.</summary>
    public static IsotonicCalibrator Fit(params ReadOnlySpan<BinaryCounters> labelled)
    {
        var weighted = new (BinaryCounters, double)[labelled.Length];
        for (var i = 0; i < weighted.Length; i++)
            weighted[i] = (labelled[i], 1);
        return FitWeighted(weighted);
    }

    /// <summary>
    /// Fits anew as labels arrive: recent rows count in full, the reference with weight 1 - recent rows / <paramref name="enough"/>,
    /// and not at all once there are enough.
    /// </summary>
    /// <param name="reference">The rows it was first fitted on.</param>
    /// <param name="recent">Labelled rows of the last windows.</param>
    /// <param name="enough">Recent rows that replace the reference; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="enough"/> is below 1.</exception>
    public static IsotonicCalibrator Recalibrate(BinaryCounters reference, BinaryCounters recent, long enough = 10_000)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(recent);
        ArgumentOutOfRangeException.ThrowIfLessThan(enough, 1);
        var weight = 1 - (recent.Scores.Rows / (double)enough);
        return weight > 0 ? FitWeighted([(reference, weight), (recent, 1)]) : Fit(recent);
    }

    /// <summary>The probability that a row with this score is positive; null for NaN or where <see cref="Reason"/> says why.</summary>
    public double? Calibrate(double score)
    {
        if (Reason is not null || double.IsNaN(score))
            return null;
        var (at, share) = Locate(score);
        return Rate(at, share);
    }

    /// <summary>
    /// The pool at or below the score and how far towards the next, in [0, 1]: 1 by rounding, just below a next one that is far away.
    /// </summary>
    internal (int At, double Share) Locate(double score)
    {
        score = Math.Clamp(score, -Furthest, Furthest);
        var at = Array.BinarySearch(_scores, score);
        if (at >= 0)
            return (at, 0);
        at = ~at - 1;
        if (at < 0)
            return (0, 0);
        return at == _scores.Length - 1 ? (at, 0) : (at, (score - _scores[at]) / (_scores[at + 1] - _scores[at]));
    }

    /// <summary>The rate there: without the bound rounding could lift it above the next pool's own.</summary>
    internal double Rate(int at, double share) =>
        share == 0 ? _rates[at] : Math.Min(_rates[at + 1], _rates[at] + (share * (_rates[at + 1] - _rates[at])));

    /// <summary>Variance of a pool's rate from the number of rows behind it.</summary>
    internal double RateVariance(int pool) => _variances[pool];

    private static IsotonicCalibrator FitWeighted(ReadOnlySpan<(BinaryCounters Rows, double Weight)> parts)
    {
        var groups = new SortedDictionary<double, Pool>();
        double positives = 0, all = 0;
        long rows = 0;
        foreach (var (part, weight) in parts)
        {
            rows += part.Scores.Rows;
            foreach (var (score, p, n) in part.Scores.Groups())
            {
                var x = Math.Clamp(score, -Furthest, Furthest);
                var pool = groups.GetValueOrDefault(x);
                groups[x] = pool.With(new Pool(weight * (p + n), weight * p, 0, weight * weight * (p + n)));
                positives += p;
                all += p + n;
            }
        }

        if (all == 0)
            return new([], rows, MetricReasons.NoRows);
        var pools = new List<Pool>();
        foreach (var (score, group) in groups)
        {
            // Only now: the weight of equal scores is summed before it is multiplied, whatever the split of the rows.
            pools.Add(group with { Score = group.Weight * score });
            while (pools.Count > 1 && !Ascends(pools[^2], pools[^1]))
            {
                pools[^2] = pools[^2].With(pools[^1]);
                pools.RemoveAt(pools.Count - 1);
            }
        }

        return new(pools, rows, positives == 0 || positives == all ? MetricReasons.OneClass : null);
    }

    // Equal mean scores could only come from rounding; they are one pool.
    private static bool Ascends(in Pool below, in Pool above) =>
        below.Positives * above.Weight < above.Positives * below.Weight && below.Score / below.Weight < above.Score / above.Weight;

    /// <summary>Weighted rows with one rate; <paramref name="Squares"/> sums the squared weights of rows.</summary>
    private readonly record struct Pool(double Weight, double Positives, double Score, double Squares)
    {
        // One success and one failure added (Laplace), so that pools of one class are not held to be certain.
        public double RateVariance
        {
            get
            {
                var rows = Weight * Weight / Squares;
                var rate = ((Positives / Weight * rows) + 1) / (rows + 2);
                return rate * (1 - rate) / (rows + 2);
            }
        }

        public Pool With(in Pool other) =>
            new(Weight + other.Weight, Positives + other.Positives, Score + other.Score, Squares + other.Squares);
    }
}
