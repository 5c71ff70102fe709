using System.Globalization;
using ActorMlOps.Statistics.Performance;
using ActorMlOps.Statistics.Performance.Confidence;
using ActorMlOps.Statistics.Tests.Support;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Performance.Confidence;

/// <summary>How often an interval at 95 % holds the population's value: samples with replacement from a finite population, whose census is the truth.</summary>
public sealed class CoverageTests(ITestOutputHelper output)
{
    private const double Least = 0.93;

    [Theory]
    [InlineData(200)]
    [InlineData(600)]
    [InlineData(2000)]
    public void Binary_EveryInterval_CoversThePopulation(int rows)
    {
        var generator = new SampleGenerator(31);
        // Not quite calibrated, and a model that does not always follow its score.
        var population = Enumerable.Range(0, 20_000).Select(_ =>
        {
            var score = Math.Round(0.02 + (0.96 * Math.Pow(generator.Uniform(), 1.3)), 2);
            return (Score: score, Predicted: score >= 0.5 ^ generator.Uniform() < 0.02, Actual: generator.Uniform() < 0.08 + (0.8 * score * score));
        }).ToArray();
        var truth = MetricTable.Of(Count(population));
        Check(rows, truth, rows > 1000 ? 400 : 1000, () => MetricTable.Of(Count([.. Enumerable.Range(0, rows).Select(_ => Pick(generator, population))])));

        static BinaryCounters Count((double Score, bool Predicted, bool Actual)[] sample)
        {
            var counters = new BinaryCounters();
            foreach (var (score, predicted, actual) in sample)
                counters.Add(score, predicted, actual);
            return counters;
        }
    }

    [Theory]
    [InlineData(200)]
    [InlineData(2000)]
    public void Multiclass_EveryInterval_CoversThePopulation(int rows)
    {
        var generator = new SampleGenerator(32);
        string[] names = ["a", "b", "c", "d"];
        var population = Enumerable.Range(0, 20_000).Select(_ =>
        {
            var actual = (int)(4 * Math.Pow(generator.Uniform(), 1.5));
            var predicted = generator.Uniform() < 0.7 ? actual : (int)(4 * generator.Uniform());
            return (Predicted: names[predicted], Actual: names[actual]);
        }).ToArray();
        Check(rows, MetricTable.Of(Count(population)), 800, () => MetricTable.Of(Count([.. Enumerable.Range(0, rows).Select(_ => Pick(generator, population))])));

        static MulticlassCounters Count((string Predicted, string Actual)[] sample)
        {
            var counters = new MulticlassCounters();
            foreach (var (predicted, actual) in sample)
                counters.Add(predicted, actual);
            return counters;
        }
    }

    [Theory]
    [InlineData(200, 16)]
    [InlineData(200, 4)]
    [InlineData(2000, 16)]
    public void Regression_EveryInterval_CoversThePopulation(int rows, int parts)
    {
        var generator = new SampleGenerator(34);
        var population = Enumerable.Range(0, 8_000).Select(_ =>
        {
            var actual = 20 + (3 * Normal(generator));
            return (Predicted: actual + 0.3 + ((1 + (0.05 * Math.Abs(actual))) * Normal(generator)), Actual: actual);
        }).ToArray();
        var whole = new RegressionCounters();
        foreach (var (predicted, actual) in population)
            whole.Add(predicted, actual);
        Check(rows, MetricTable.Of(whole), 800, () =>
        {
            var counters = Enumerable.Range(0, parts).Select(_ => new RegressionCounters()).ToArray();
            var all = new RegressionCounters();
            for (var i = 0; i < rows; i++)
            {
                var (predicted, actual) = Pick(generator, population);
                counters[i % parts].Add(predicted, actual);
            }

            foreach (var part in counters)
                all.Merge(part);
            return MetricTable.Of(all, counters);
        });
    }

    private void Check(int rows, IReadOnlyList<MetricEstimate> truth, int runs, Func<IReadOnlyList<MetricEstimate>> sample)
    {
        var covered = truth.ToDictionary(t => t.Name, _ => 0);
        var width = truth.ToDictionary(t => t.Name, _ => 0.0);
        for (var run = 0; run < runs; run++)
        {
            foreach (var (estimate, known) in sample().Zip(truth))
            {
                Assert.True(estimate.Low is null || (estimate.Low <= estimate.Value && estimate.Value <= estimate.High), $"{estimate}");
                covered[known.Name] += estimate.Low <= known.Value && known.Value <= estimate.High ? 1 : 0;
                width[known.Name] += (estimate.High - estimate.Low ?? 0) / runs;
            }
        }

        string[] without = ["maxError", "aucOneVsRestMacro", .. truth.Where(t => t.Value is null).Select(t => t.Name)];
        foreach (var (name, count) in covered)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{rows} rows, {name}: {(double)count / runs:P1} of {runs} cover, width {width[name]:G3}"));
        }

        Assert.All(covered.Where(c => !without.Contains(c.Key)), c => Assert.True(c.Value >= Least * runs, $"{c.Key} covers {c.Value} of {runs}"));
    }

    private static T Pick<T>(SampleGenerator generator, T[] population) => population[(int)(generator.Uniform() * population.Length)];

    private static double Normal(SampleGenerator generator) =>
        Math.Sqrt(-2 * Math.Log(1 - generator.Uniform())) * Math.Cos(2 * Math.PI * generator.Uniform());
}
