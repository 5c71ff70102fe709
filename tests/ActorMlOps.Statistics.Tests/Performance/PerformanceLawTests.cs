using ActorMlOps.Statistics.Performance;
using ActorMlOps.Statistics.Tests.Support;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Performance;

public sealed class PerformanceLawTests
{
    private static readonly Gen<double> s_scores = Gen.OneOf(
        Gen.Int[0, 20].Select(i => i / 20.0), Gen.Double[0, 1], Pick.From(-1.0, 2.0, -0.0, double.NaN, double.PositiveInfinity));

    private static readonly Gen<(double Score, bool Predicted, bool Actual)[]> s_rows =
        Gen.Select(s_scores, Gen.Bool, Gen.Bool).Array[0, 60];

    private static readonly Gen<(double Predicted, double Actual)[]> s_numbers =
        Gen.Select(Gen.OneOf(Gen.Double[-1e9, 1e9], Gen.Double), Gen.OneOf(Gen.Double[-1, 1], Gen.Double)).Array[0, 40];

    [Fact]
    public void Binary_AnyGroupingOrderAndCorrection_IsTheSameToTheBit() =>
        Gen.Select(s_rows, s_rows, s_rows).Sample((a, b, c) =>
        {
            var together = Count([.. a, .. b, .. c]).Encode();
            BinaryCounters left = Count(a), right = Count(c), middle = Count(b);
            left.Merge(middle);
            left.Merge(Count(c));
            right.Merge(middle);
            right.Merge(Count(a));
            Assert.Equal(together, left.Encode());
            Assert.Equal(together, right.Encode());
            Assert.Equal(together, BinaryCounters.Decode(together).Encode());

            // A label corrected and corrected back leaves no trace.
            foreach (var (score, predicted, actual) in b)
            {
                Assert.True(left.Remove(score, predicted, actual));
                left.Add(score, predicted, !actual);
            }

            foreach (var (score, predicted, actual) in b)
            {
                Assert.True(left.Remove(score, predicted, !actual));
                left.Add(score, predicted, actual);
            }

            Assert.Equal(together, left.Encode());
            Defined.Check(left.Metrics());
            Defined.Check(BinaryIntervals.Of(left));
        }, iter: 300);

    [Fact]
    public void Binary_ManyRows_AreBinnedAndTheAucIsBracketed()
    {
        var generator = new SampleGenerator(3);
        var scores = Enumerable.Range(0, 9000).Select(_ => generator.Uniform());
        var labelled = scores.Select(x => (x, x >= 0.5, generator.Uniform() < x)).ToArray();
        BinaryCounters whole = Count(labelled), first = Count(labelled[..5000]), second = Count(labelled[5000..]);
        Assert.True(first.ScoresExact);
        var twice = Count(labelled[..5000]);
        twice.Merge(twice);
        Assert.Equal(Count([.. labelled[..5000], .. labelled[..5000]]).Encode(), twice.Encode());
        Assert.False(whole.ScoresExact);
        first.Merge(second);
        Assert.Equal(whole.Encode(), first.Encode());
        Assert.Equal(whole.Encode(), BinaryCounters.Decode(whole.Encode()).Encode());
        var auc = whole.Metrics().Auc;
        var exact = PairwiseAuc(labelled);
        Assert.True(auc.Low <= exact && exact <= auc.High, $"{auc} {exact}");
        Assert.True(auc.High - auc.Low is > 0 and < 1e-3, $"{auc}");
        var precision = whole.Metrics().AveragePrecision;
        var exactPrecision = AveragePrecision(labelled);
        Assert.True(precision.Low <= exactPrecision && exactPrecision <= precision.High, $"{precision} {exactPrecision}");
        Assert.True(precision.High - precision.Low < 5e-3, $"{precision}");

        // Calibration does not depend on the bins: it is that of the rows one by one.
        Golden.Close("brier", labelled.Average(row => Math.Pow(row.x - (row.Item3 ? 1 : 0), 2)), whole.Metrics().Brier.Value, 1e-12);
        Golden.Close("log loss", labelled.Average(row => -Math.Log(row.Item3 ? row.x : 1 - row.x)), whole.Metrics().LogLoss.Value, 1e-12);
        Assert.Equal(9000, whole.Metrics().Reliability.Sum(bin => bin.Rows));
        Assert.All(whole.Metrics().Reliability, bin => Assert.InRange(bin.MeanScore!.Value, bin.From, bin.To));
        foreach (var (score, predicted, actual) in labelled[5000..])
        {
            Assert.True(whole.Remove(score, predicted, actual));
            whole.Add(score, predicted, !actual);
        }

        var corrected = Count([.. labelled.Select((row, i) => i < 5000 ? row : (row.x, row.Item2, !row.Item3))]);
        Assert.Equal(corrected.Encode(), whole.Encode());
    }

    [Fact]
    public void Binary_RemoveWhatIsNotThere_ChangesNothing()
    {
        var counters = Count([(0.5, true, true)]);
        var before = counters.Encode();
        Assert.False(counters.Remove(0.5, true, false));
        Assert.False(counters.Remove(0.4, true, true));
        Assert.False(counters.Remove(double.NaN, true, true));
        Assert.Equal(before, counters.Encode());
        Assert.Equal(MetricReasons.NoRows, new BinaryCounters().Metrics().Accuracy.Reason);
    }

    [Fact]
    public void Regression_AnyGroupingOrderAndCorrection_IsTheSameToTheBit() =>
        Gen.Select(s_numbers, s_numbers).Sample((a, b) =>
        {
            RegressionCounters together = Count([.. a, .. b]), merged = Count(b);
            merged.Merge(Count(a));
            Assert.Equal(together.Encode(), merged.Encode());
            foreach (var (predicted, actual) in b)
                Assert.True(merged.Remove(predicted, actual));
            Assert.Equal(Count(a).Encode(), merged.Encode());
            Assert.Equal(together.Encode(), RegressionCounters.Decode(together.Encode()).Encode());
            Defined.Check(together.Metrics());
        }, iter: 500);

    [Fact]
    public void Multiclass_AnyGroupingOrderAndCorrection_IsTheSameToTheBit()
    {
        var names = Pick.From("a", "b", "c", "");
        Gen.Select(Gen.Select(names, names).Array[0, 30], Gen.Select(names, names).Array[0, 30]).Sample((a, b) =>
        {
            MulticlassCounters together = Count([.. a, .. b]), merged = Count(b);
            merged.Merge(Count(a));
            Assert.Equal(together.Encode(), merged.Encode());
            Assert.Equal(together.Metrics(), MulticlassCounters.Decode(together.Encode()).Metrics());
            foreach (var (predicted, actual) in b)
                Assert.True(merged.Remove(predicted, actual));
            Assert.Equal(Count(a).Metrics(), merged.Metrics());
            Defined.Check(together.Metrics());
        }, iter: 300);
    }

    [Fact]
    public void AnyCounters_TrillionsOfRows_StayDefined()
    {
        var binary = Count([(0.2, false, false), (0.7, true, false), (0.9, true, true), (0.4, false, true)]);
        var classes = Count([("a", "b"), ("a", "a"), ("b", "b")]);
        var values = Count([(1.5, 2.5), (3.0, 2.75), (-7.0, 0.0)]);
        var probabilities = new ClassScoreCounters(["a", "b"]);
        probabilities.Add([0.7, 0.3], 0);
        probabilities.Add([0.6, 0.4], 1);
        var (few, fewValues) = (binary.Metrics(), values.Metrics());
        for (var i = 0; i < 44; i++)
        {
            binary.Merge(binary);
            classes.Merge(classes);
            values.Merge(values);
            probabilities.Merge(probabilities);
        }

        Assert.Equal(4L << 44, binary.Rows);
        Defined.Check(binary.Metrics());
        Defined.Check(BinaryIntervals.Of(binary));
        Defined.Check(classes.Metrics());
        Defined.Check(values.Metrics());
        Defined.Check(probabilities.Metrics());
        Golden.Close("brier", few.Brier.Value, binary.Metrics().Brier.Value, 1e-12);
        Golden.Close("kappa", few.Kappa.Value, binary.Metrics().Kappa.Value, 1e-12);
        Golden.Close("r2", fewValues.R2.Value, values.Metrics().R2.Value, 1e-12);
        Golden.Close("log loss", few.LogLoss.Value, BinaryCounters.Decode(binary.Encode()).Metrics().LogLoss.Value, 1e-12);
    }

    [Fact]
    public void Multiclass_BeyondTheBound_CountsTheRestTogether()
    {
        var counters = new MulticlassCounters();
        for (var i = 0; i < 1100; i++)
            counters.Add($"c{i}", $"c{i}");
        counters.Add("c5", "c1050");
        Assert.Equal((1000, 100, 1, 1101), (counters.Classes.Count, counters.OverflowCorrect, counters.OverflowWrong, counters.Rows));
        Assert.Equal(1100.0 / 1101, counters.Metrics().Accuracy.Value);
        Assert.Equal(MetricReasons.ClassesOverflowed, counters.Metrics().Macro.F1.Reason);
    }

    [Fact]
    public void Latency_AnyDurations_QuantilesAreWithinTheBound() =>
        Gen.Double[0, 8].Array[1, 300].Sample(exponents =>
        {
            var durations = exponents.Select(e => TimeSpan.FromTicks((long)(10 * Math.Pow(10, e)))).Order().ToArray();
            LatencyHistogram all = new(), half = new();
            foreach (var duration in durations)
                all.Record(duration);
            foreach (var duration in durations.Where((_, i) => i % 2 == 0))
                half.Record(duration);
            var rest = new LatencyHistogram();
            foreach (var duration in durations.Where((_, i) => i % 2 == 1))
                rest.Record(duration);
            half.Merge(rest);
            Assert.Equal(all.Encode(), half.Encode());
            Assert.Equal(all.Encode(), LatencyHistogram.Decode(all.Encode()).Encode());
            foreach (var q in (double[])[0, 0.5, 0.95, 0.99, 1])
            {
                var exact = durations[Math.Max(1, (int)Math.Ceiling(q * durations.Length)) - 1];
                var got = all.Quantile(q)!.Value;
                Assert.True(Math.Abs((got - exact).Ticks) <= (LatencyHistogram.RelativeError * exact.Ticks) + 0.6, $"{q}: {exact} {got}");
            }
        }, iter: 300);

    [Fact]
    public void Decode_Truncated_AlwaysThrows()
    {
        var latency = new LatencyHistogram();
        latency.Record(TimeSpan.FromMilliseconds(3));
        Check(Count([(0.25, true, true), (0.1, false, true)]).Encode(), bytes => BinaryCounters.Decode(bytes));
        Check(Count([("a", "b")]).Encode(), bytes => MulticlassCounters.Decode(bytes));
        Check(Count([(1.5, 2.5)]).Encode(), bytes => RegressionCounters.Decode(bytes));
        Check(latency.Encode(), bytes => LatencyHistogram.Decode(bytes));

        static void Check(byte[] bytes, Action<byte[]> decode)
        {
            decode(bytes);
            for (var length = 0; length < bytes.Length; length++)
                Assert.Throws<InvalidDataException>(() => decode(bytes[..length]));
        }
    }

    private static BinaryCounters Count((double Score, bool Predicted, bool Actual)[] rows)
    {
        var counters = new BinaryCounters();
        foreach (var (score, predicted, actual) in rows)
            counters.Add(score, predicted, actual);
        return counters;
    }

    private static MulticlassCounters Count((string Predicted, string Actual)[] rows)
    {
        var counters = new MulticlassCounters();
        foreach (var (predicted, actual) in rows)
            counters.Add(predicted, actual);
        return counters;
    }

    private static RegressionCounters Count((double Predicted, double Actual)[] rows)
    {
        var counters = new RegressionCounters();
        foreach (var (predicted, actual) in rows)
            counters.Add(predicted, actual);
        return counters;
    }

    private static double PairwiseAuc((double Score, bool, bool Actual)[] rows)
    {
        double below = 0, sum = 0;
        foreach (var (_, _, actual) in rows.OrderBy(row => row.Score))
        {
            sum += actual ? below : 0;
            below += actual ? 0 : 1;
        }

        return sum / below / (rows.Length - below);
    }

    private static double AveragePrecision((double Score, bool, bool Actual)[] rows)
    {
        double positives = 0, all = 0, sum = 0;
        foreach (var (_, _, actual) in rows.OrderByDescending(row => row.Score))
        {
            all++;
            positives += actual ? 1 : 0;
            sum += actual ? positives / all : 0;
        }

        return sum / positives;
    }
}
