using ActorMlOps.Statistics.Performance;
using ActorMlOps.Statistics.Performance.Confidence;
using CsCheck;
using MathNet.Numerics.Distributions;

namespace ActorMlOps.Statistics.Tests.Performance.Confidence;

/// <summary>
/// The intervals of metrics against a slow and independent way to the same numbers: metrics by their definitions on weighted rows, whose
/// derivatives are taken numerically; jackknife by adding rows up again; order statistics by adding up binomial chances.
/// </summary>
public sealed class IntervalOracleTests
{
    private static readonly double Z = Normal.InvCDF(0, 1, 0.975);

    private static readonly Gen<(double Score, bool Actual)[]> ScoredRows =
        Gen.Select(Gen.Int[0, 8], Gen.Int[0, 9]).Array[12, 60].Select(rows => Array.ConvertAll(rows, r => (r.Item1 / 8.0, r.Item2 < r.Item1)));

    [Fact]
    public void OfClasses_AnyConfusion_AreTheDeltaMethodWithNumericGradients() =>
        Gen.Int[1, 60].Array[9].Sample(cells =>
        {
            var counters = new MulticlassCounters();
            for (var c = 0; c < 9; c++)
            {
                for (var i = 0; i < cells[c]; i++)
                    counters.Add($"{c % 3}", $"{c / 3}");
            }

            var table = MetricTable.Of(counters).ToDictionary(m => m.Name);
            var weights = Array.ConvertAll(cells, c => (double)c);
            Check("kappa", Kappa, Math.Atanh, Math.Tanh);
            Check("matthews", Matthews, Math.Atanh, Math.Tanh);
            Check("f1Macro", w => Range3.Average(k => F1(w, k)), Logit, Logistic);
            Check("f1Weighted", w => Range3.Sum(k => Actual(w, k) / w.Sum() * F1(w, k)), Logit, Logistic);
            Check("precisionWeighted", w => Range3.Sum(k => Actual(w, k) / w.Sum() * w[4 * k] / Predicted(w, k)), Logit, Logistic);

            void Check(string name, Func<double[], double> metric, Func<double, double> scale, Func<double, double> back) =>
                Equal(table[name], metric(weights), Variance(metric, weights), scale, back);
        }, iter: 300);

    [Fact]
    public void OfScores_AnyRows_AreTheNumericInfluenceOfEachRow() =>
        ScoredRows.Where(rows => rows.Any(r => r.Actual) && rows.Any(r => !r.Actual)).Sample(rows =>
        {
            var counters = new BinaryCounters();
            foreach (var (score, actual) in rows)
                counters.Add(score, score > 0.5, actual);
            var table = MetricTable.Of(counters).ToDictionary(m => m.Name);
            double[] ones = [.. rows.Select(_ => 1.0)];
            var precision = AveragePrecision(rows, ones);
            var influence = Derivatives(w => AveragePrecision(rows, w), ones);
            Equal(table["averagePrecision"], precision, influence.Sum(d => d * d), Logit, Logistic);
            Equal(table["brier"], [.. rows.Select(r => Math.Pow(r.Score - (r.Actual ? 1 : 0), 2))], 1);
        }, iter: 300);

    [Fact]
    public void CalibrationError_AnyRows_IsScheffesBall() =>
        ScoredRows.Sample(rows =>
        {
            var counters = new BinaryCounters();
            foreach (var (score, actual) in rows)
                counters.Add(score, score > 0.5, actual);
            var estimate = MetricTable.Of(counters).Single(m => m.Name == "calibrationError");
            var bins = rows.GroupBy(r => Math.Min(9, (int)(r.Score * 10)))
                .Select(b => (Rows: b.Count(), Off: b.Average(r => r.Actual ? 1.0 : 0) - b.Average(r => r.Score))).ToArray();
            var spread = rows.Average(r => Math.Pow(r.Score - (r.Actual ? 1 : 0), 2)) - (bins.Sum(b => b.Rows * b.Off * b.Off) / rows.Length);
            if (spread < 1e-12)
                return;
            var radius = Math.Sqrt(ChiSquared.InvCDF(bins.Length, 0.95) * spread / rows.Length);
            var value = bins.Sum(b => b.Rows * Math.Abs(b.Off)) / rows.Length;
            Near(value, estimate.Value);
            Near(Math.Max(0, value - radius), estimate.Low);
            Near(Math.Min(1, value + radius), estimate.High);
        }, iter: 300);

    [Fact]
    public void OfValues_AnyRows_AreMomentsOrderStatisticsAndTheJackknife() =>
        Gen.Select(Gen.Double[1, 9], Gen.Double[-1, 1]).Array[40, 120].Sample(pairs =>
        {
            var rows = Array.ConvertAll(pairs, p => (Predicted: p.Item1 + p.Item2, Actual: p.Item1));
            var (all, parts) = (new RegressionCounters(), Enumerable.Range(0, 5).Select(_ => new RegressionCounters()).ToArray());
            for (var i = 0; i < rows.Length; i++)
            {
                all.Add(rows[i].Predicted, rows[i].Actual);
                parts[i % 5].Add(rows[i].Predicted, rows[i].Actual);
            }

            var table = MetricTable.Of(all, parts).ToDictionary(m => m.Name);
            double[] errors = [.. rows.Select(r => r.Predicted - r.Actual)];
            Equal(table["mae"], [.. errors.Select(Math.Abs)], 1);
            Equal(table["mse"], [.. errors.Select(e => e * e)], 1);
            Equal(table["rmse"], [.. errors.Select(e => e * e)], 0.5);
            Jackknifed("r2", R2, v => Math.Log(1 - v), x => 1 - Math.Exp(x));
            Jackknifed("mape", r => r.Average(p => Math.Abs(p.Predicted - p.Actual) / Math.Abs(p.Actual)), Math.Log, Math.Exp);
            Jackknifed("correlation", Correlation, Math.Atanh, Math.Tanh);
            Ordered("medianAbsoluteError", [.. errors.Select(Math.Abs).Order()]);

            void Jackknifed(string name, Func<(double Predicted, double Actual)[], double> metric, Func<double, double> scale, Func<double, double> back)
            {
                double[] without = [.. Enumerable.Range(0, 5).Select(g => scale(metric([.. rows.Where((_, i) => i % 5 != g)])))];
                var mean = without.Average();
                var radius = StudentT.InvCDF(0, 1, 4, 0.975) * Math.Sqrt(without.Sum(x => (x - mean) * (x - mean)) * 4 / 5);
                double[] ends = [back(scale(metric(rows)) - radius), back(scale(metric(rows)) + radius)];
                Near(ends.Min(), table[name].Low);
                Near(ends.Max(), table[name].High);
            }

            // Low: the last order statistic x(r) with P(fewer than r of n below the median) at most 2.5 %; high: its mirror image.
            void Ordered(string name, double[] sorted)
            {
                var below = 0.0;
                var r = 0;
                while (below + Binomial.PMF(0.5, sorted.Length, r) <= 0.025)
                    below += Binomial.PMF(0.5, sorted.Length, r++);
                Near(sorted[r - 1], table[name].Low, 0.01);
                Near(sorted[^r], table[name].High, 0.01);
            }
        }, iter: 200);

    [Fact]
    public void AverageRates_ThreeClasses_AreWilsonByMover()
    {
        // Recalls 8/10, 15/20, 27/30; Wilson by statsmodels' formula, at 95 %.
        var counters = new MulticlassCounters();
        foreach (var (predicted, actual, rows) in new[] { ("a", "a", 8), ("b", "a", 2), ("b", "b", 15), ("c", "b", 5), ("c", "c", 27), ("a", "c", 3) })
        {
            for (var i = 0; i < rows; i++)
                counters.Add(predicted, actual);
        }

        (int Right, int Rows)[] rates = [(8, 10), (15, 20), (27, 30)];
        var (below, above) = (0.0, 0.0);
        foreach (var (right, rows) in rates)
        {
            double p = (double)right / rows, centre = (right + (Z * Z / 2)) / (rows + (Z * Z));
            var half = Z / (rows + (Z * Z)) * Math.Sqrt((right * (rows - right) / (double)rows) + (Z * Z / 4));
            below += Math.Pow(p - (centre - half), 2);
            above += Math.Pow(centre + half - p, 2);
        }

        var mean = rates.Average(r => (double)r.Right / r.Rows);
        foreach (var name in new[] { "recallMacro", "balancedAccuracy" })
        {
            var estimate = MetricTable.Of(counters).Single(m => m.Name == name);
            Near(mean - (Math.Sqrt(below) / 3), estimate.Low);
            Near(mean + (Math.Sqrt(above) / 3), estimate.High);
        }
    }

    private static IEnumerable<int> Range3 => Enumerable.Range(0, 3);

    private static double Actual(double[] w, int k) => w[3 * k] + w[(3 * k) + 1] + w[(3 * k) + 2];

    private static double Predicted(double[] w, int k) => w[k] + w[3 + k] + w[6 + k];

    private static double F1(double[] w, int k) => 2 * w[4 * k] / (Actual(w, k) + Predicted(w, k));

    private static double Kappa(double[] w)
    {
        var n = w.Sum();
        double right = (w[0] + w[4] + w[8]) / n, chance = Range3.Sum(k => Actual(w, k) * Predicted(w, k)) / n / n;
        return (right - chance) / (1 - chance);
    }

    private static double Matthews(double[] w)
    {
        var n = w.Sum();
        var cross = (n * (w[0] + w[4] + w[8])) - Range3.Sum(k => Actual(w, k) * Predicted(w, k));
        return cross / Math.Sqrt((n * n) - Range3.Sum(k => Math.Pow(Actual(w, k), 2))) / Math.Sqrt((n * n) - Range3.Sum(k => Math.Pow(Predicted(w, k), 2)));
    }

    private static double AveragePrecision((double Score, bool Actual)[] rows, double[] w)
    {
        double right = 0, all = 0, sum = 0;
        foreach (var group in Enumerable.Range(0, rows.Length).GroupBy(i => rows[i].Score).OrderByDescending(g => g.Key))
        {
            var gained = group.Where(i => rows[i].Actual).Sum(i => w[i]);
            right += gained;
            all += group.Sum(i => w[i]);
            sum += gained * right / all;
        }

        return sum / right;
    }

    private static double R2((double Predicted, double Actual)[] rows)
    {
        var mean = rows.Average(r => r.Actual);
        return 1 - (rows.Sum(r => Math.Pow(r.Predicted - r.Actual, 2)) / rows.Sum(r => Math.Pow(r.Actual - mean, 2)));
    }

    private static double Correlation((double Predicted, double Actual)[] rows) =>
        MathNet.Numerics.Statistics.Correlation.Pearson(rows.Select(r => r.Predicted), rows.Select(r => r.Actual));

    // Of a multinomial count: every metric here depends on shares only, so the slopes sum up to 0 over the rows.
    private static double Variance(Func<double[], double> metric, double[] counts) =>
        Derivatives(metric, counts).Zip(counts, (d, n) => n * d * d).Sum();

    private static double[] Derivatives(Func<double[], double> metric, double[] at) => [.. at.Select((x, i) =>
    {
        const double Step = 1e-4;
        double[] up = [.. at], down = [.. at];
        (up[i], down[i]) = (x + Step, x - Step);
        return (metric(up) - metric(down)) / (2 * Step);
    })];

    private static double Logit(double x) => Math.Log(x / (1 - x));

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    private static void Equal(MetricEstimate estimate, double value, double variance, Func<double, double> scale, Func<double, double> back)
    {
        Near(value, estimate.Value);
        if (variance < 1e-12)
            return;
        const double Step = 1e-6;
        var slope = (scale(value + Step) - scale(value - Step)) / (2 * Step);
        Near(back(scale(value) - (Z * slope * Math.Sqrt(variance))), estimate.Low);
        Near(back(scale(value) + (Z * slope * Math.Sqrt(variance))), estimate.High);
    }

    // A mean of values at least 0, raised to a power: Student's t on the scale of logarithms.
    private static void Equal(MetricEstimate estimate, double[] values, double power)
    {
        var mean = values.Average();
        var error = MathNet.Numerics.Statistics.Statistics.StandardDeviation(values) / Math.Sqrt(values.Length) / mean;
        if (error < 1e-6)
            return;
        var factor = Math.Exp(StudentT.InvCDF(0, 1, values.Length - 1, 0.975) * error);
        Near(Math.Pow(mean, power), estimate.Value);
        Near(Math.Pow(mean / factor, power), estimate.Low);
        Near(Math.Pow(mean * factor, power), estimate.High);
    }

    private static void Near(double expected, double? actual, double error = 1e-5) =>
        Assert.True(
            actual is { } a && Math.Abs(a - expected) <= error * Math.Max(Math.Abs(expected), 1e-3),
            $"expected {expected:R}, is {actual:R}");
}
