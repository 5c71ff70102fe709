namespace ActorMlOps.Statistics.Multivariate;

/// <summary>Gradient-boosted trees of depth two for a yes-no question over <see cref="BinnedFeatures"/>.</summary>
/// <remarks>
/// Logistic loss, second-order leaf values and gains (Friedman 2001; Chen and Guestrin 2016), shrinkage 0.2, ridge 1, at least ten
/// rows a leaf. Deterministic: equal gains go to the first feature and bin. Cost: trees x 2 x rows x features.
/// </remarks>
internal sealed class BoostedTrees
{
    private const double Shrinkage = 0.2;
    private const double Ridge = 1;
    private const int FewestLeafRows = 10;
    private const int Depth = 2;

    private readonly BinnedFeatures _features;
    private readonly bool[] _labels;
    private readonly double[] _scores;
    private readonly double[] _gradients;
    private readonly double[] _curvatures;

    private BoostedTrees(BinnedFeatures features, bool[] labels)
    {
        (_features, _labels) = (features, labels);
        (_scores, _gradients, _curvatures) = (new double[features.Rows], new double[features.Rows], new double[features.Rows]);
    }

    /// <summary>
    /// Trains on some rows and returns the chance of yes for every row; the gain of each feature is added to
    /// <paramref name="gains"/>.
    /// </summary>
    public static double[] Train(BinnedFeatures features, bool[] labels, int[] training, int trees, double[] gains)
    {
        var model = new BoostedTrees(features, labels);
        var yes = training.Count(row => labels[row]);
        Array.Fill(model._scores, Math.Log((yes + 0.5) / (training.Length - yes + 0.5)));
        int[] others = [.. Enumerable.Range(0, features.Rows).Except(training)];
        for (var tree = 0; tree < trees; tree++)
        {
            foreach (var row in training)
            {
                var p = Logistic(model._scores[row]);
                (model._gradients[row], model._curvatures[row]) = ((labels[row] ? 1 : 0) - p, p * (1 - p));
            }

            if (!model.Grow(training, others, Depth, gains))
                break;
        }

        return Array.ConvertAll(model._scores, Logistic);
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    // Splits the training rows and sends the others along; false if the root has no split worth making.
    private bool Grow(int[] training, int[] others, int depth, double[] gains)
    {
        var split = depth == 0 ? default : BestSplit(training);
        if (split.Gain <= 0)
        {
            if (depth == Depth)
                return false;
            double gradient = 0, curvature = 0;
            foreach (var row in training)
            {
                gradient += _gradients[row];
                curvature += _curvatures[row];
            }

            var step = Shrinkage * gradient / (curvature + Ridge);
            foreach (var row in training)
                _scores[row] += step;
            foreach (var row in others)
                _scores[row] += step;
            return true;
        }

        gains[split.Feature] += split.Gain;
        var (left, right) = Part(training, split);
        var (leftOthers, rightOthers) = Part(others, split);
        Grow(left, leftOthers, depth - 1, gains);
        Grow(right, rightOthers, depth - 1, gains);
        return true;
    }

    private (int[] Left, int[] Right) Part(int[] rows, (int Feature, int Bin, double Gain) split)
    {
        var codes = _features.Codes(split.Feature);
        List<int> left = new(rows.Length), right = new(rows.Length);
        foreach (var row in rows)
            (codes[row] <= split.Bin ? left : right).Add(row);
        return ([.. left], [.. right]);
    }

    private (int Feature, int Bin, double Gain) BestSplit(int[] rows)
    {
        (int Feature, int Bin, double Gain) best = (0, 0, 0);
        Span<double> gradients = stackalloc double[BinnedFeatures.MaxBins + 1];
        Span<double> curvatures = stackalloc double[BinnedFeatures.MaxBins + 1];
        Span<int> counts = stackalloc int[BinnedFeatures.MaxBins + 1];
        for (var feature = 0; feature < _features.Count; feature++)
        {
            gradients.Clear();
            curvatures.Clear();
            counts.Clear();
            var codes = _features.Codes(feature);
            foreach (var row in rows)
            {
                var code = codes[row];
                gradients[code] += _gradients[row];
                curvatures[code] += _curvatures[row];
                counts[code]++;
            }

            double gradient = 0, curvature = 0, left = 0, leftCurvature = 0;
            for (var bin = 0; bin < counts.Length; bin++)
            {
                gradient += gradients[bin];
                curvature += curvatures[bin];
            }

            var whole = gradient * gradient / (curvature + Ridge);
            var count = 0;
            for (var bin = 0; bin < counts.Length - 1; bin++)
            {
                left += gradients[bin];
                leftCurvature += curvatures[bin];
                count += counts[bin];
                if (count < FewestLeafRows || rows.Length - count < FewestLeafRows)
                    continue;
                var right = gradient - left;
                var gain = (left * left / (leftCurvature + Ridge)) + (right * right / (curvature - leftCurvature + Ridge)) - whole;
                if (gain > best.Gain + 1e-12)
                    best = (feature, bin, gain);
            }
        }

        return best;
    }
}
