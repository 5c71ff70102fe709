using ActorMlOps.Statistics.Performance;
using ActorMlOps.Statistics.Tests.Support;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Performance;

public sealed class ClassScoreCountersTests
{
    private static readonly Gen<double> s_probability = Gen.OneOf(
        Gen.Int[0, 10].Select(i => i / 10.0), Gen.Double[0, 1], Pick.From(-1.0, 2.0, double.NaN, double.NegativeInfinity, double.Epsilon));

    private static readonly Gen<(double[] Probabilities, int Actual)[]> s_rows =
        Gen.Select(s_probability.Array[3], Gen.Int[0, 2]).Array[0, 40];

    [Fact]
    public void ClassScores_AnyGroupingOrderAndCorrection_IsTheSameToTheBit() =>
        Gen.Select(s_rows, s_rows).Sample((a, b) =>
        {
            ClassScoreCounters together = Count([.. a, .. b]), merged = Count(b);
            merged.Merge(Count(a));
            Assert.Equal(together.Encode(), merged.Encode());
            Assert.Equal(together.Encode(), ClassScoreCounters.Decode(together.Encode()).Encode());
            foreach (var (probabilities, actual) in b)
            {
                Assert.True(merged.Remove(probabilities, actual));
                merged.Add(probabilities, (actual + 1) % 3);
            }

            var corrected = Count([.. a, .. b.Select(row => (row.Probabilities, (row.Actual + 1) % 3))]);
            Assert.Equal(corrected.Encode(), merged.Encode());
            Defined.Check(merged.Metrics());
        }, iter: 200);

    [Fact]
    public void ClassScores_ManyRows_AreasAreBracketedAndLossesExact()
    {
        var rows = Generate(new SampleGenerator(5), 12_000);
        var metrics = Count(rows).Metrics();
        var rest = Enumerable.Range(0, 3).Average(k => PairAuc(rows, k, actual => actual != k));
        (int K, int J)[] ordered = [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)];
        var pairs = ordered.Average(pair => PairAuc(rows, pair.K, actual => actual == pair.J));
        Assert.True(metrics.AucOneVsRestMacro.Low <= rest && rest <= metrics.AucOneVsRestMacro.High, $"{rest} {metrics}");
        Assert.True(metrics.AucOneVsOneMacro.Low <= pairs && pairs <= metrics.AucOneVsOneMacro.High, $"{pairs} {metrics}");
        Assert.True(metrics.AucOneVsRestMacro.High - metrics.AucOneVsRestMacro.Low is > 0 and < 2e-3);
        Golden.Close("log loss", rows.Average(row => -Math.Log(row.Probabilities[row.Actual])), metrics.LogLoss.Value, 1e-12);
        var brier = rows.Average(row => row.Probabilities.Select((p, k) => Math.Pow(p - (k == row.Actual ? 1 : 0), 2)).Sum());
        Golden.Close("brier", brier, metrics.Brier.Value, 1e-12);
    }

    [Fact]
    public void ClassScores_ClassWithoutRows_IsLeftOutWithAReason()
    {
        var counters = Count([([0.5, 0.25, 0.25], 0), ([0.25, 0.5, 0.25], 1)]);
        var area = counters.Metrics().AucOneVsRestMacro;
        Assert.Equal((1, MetricReasons.ClassesWithoutRows), (area.Value, area.Reason));
        Assert.Equal(MetricReasons.OneClass, Count([([0.5, 0.25, 0.25], 0)]).Metrics().AucOneVsOneMacro.Reason);
        Assert.Equal(MetricReasons.NoRows, Count([]).Metrics().LogLoss.Reason);
        Assert.Equal(MetricReasons.UndefinedScores, Count([([double.NaN, 0, 0], 0)]).Metrics().Brier.Reason);
    }

    [Fact]
    public void ClassScores_RemoveWhatIsNotThere_ChangesNothing()
    {
        var counters = Count([([0.5, 0.25, 0.25], 0)]);
        var before = counters.Encode();
        Assert.False(counters.Remove([0.5, 0.25, 0.125], 0));
        Assert.False(counters.Remove([0.5, 0.25, 0.25], 1));
        Assert.False(counters.Remove([double.NaN, 0.25, 0.25], 0));
        Assert.Equal(before, counters.Encode());
    }

    [Fact]
    public void ClassScores_WrongShape_NamesTheRemedy()
    {
        Assert.Contains("one a class", Assert.Throws<ArgumentException>(() => Count([([0.5, 0.5], 0)])).Message, StringComparison.Ordinal);
        Assert.Contains("0 to 2", Assert.Throws<ArgumentException>(() => Count([([0.5, 0.5, 0], 3)])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ClassScoreCounters(["a", "a"]));
        Assert.Throws<ArgumentException>(() => Count([]).Merge(new ClassScoreCounters(["a", "b"])));
        var bytes = Count([([0.5, 0.25, 0.25], 0)]).Encode();
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => ClassScoreCounters.Decode(bytes[..length]));
    }

    private static (double[] Probabilities, int Actual)[] Generate(SampleGenerator generator, int rows) =>
        [.. Enumerable.Range(0, rows).Select(_ =>
        {
            var actual = (int)(3 * generator.Uniform());
            var weights = Enumerable.Range(0, 3).Select(k => generator.Uniform() + (k == actual ? 0.4 : 0.1)).ToArray();
            return (Array.ConvertAll(weights, w => w / weights.Sum()), actual);
        })];

    private static double PairAuc((double[] Probabilities, int Actual)[] rows, int k, Func<int, bool> isOther)
    {
        double below = 0, sum = 0, positives = 0;
        foreach (var (_, actual) in rows.OrderBy(row => row.Probabilities[k]))
        {
            sum += actual == k ? below : 0;
            positives += actual == k ? 1 : 0;
            below += isOther(actual) ? 1 : 0;
        }

        return sum / below / positives;
    }

    private static ClassScoreCounters Count((double[] Probabilities, int Actual)[] rows)
    {
        var counters = new ClassScoreCounters(["a", "b", "c"]);
        foreach (var (probabilities, actual) in rows)
            counters.Add(probabilities, actual);
        return counters;
    }
}
