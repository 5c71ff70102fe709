using ActorMlOps.Statistics.Multivariate;
using ActorMlOps.Statistics.Tests.Support;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Multivariate;

public sealed class MultivariateEdgeTests
{
    [Fact]
    public void Errors_OfRowsTogether_AreToTheBitThoseOfEachAlone()
    {
        const int Columns = 5;
        var random = new Random(20_260_301);
        var sample = new RowSample([.. Enumerable.Range(0, 103 * Columns).Select(i => i % 17 == 0 ? double.NaN : random.NextDouble())], Columns);
        var components = PrincipalComponents.Fit(sample, 0.65, _ => true)!;
        Assert.Equal(
            Enumerable.Range(0, sample.Rows).Select(r => components.Errors(new(sample[r].ToArray(), Columns))[0]), components.Errors(sample));
    }

    [Fact]
    public void Components_HandMade_ExplainWhatTheyShould()
    {
        // Two columns are one line, the third is a line of its own: correlation eigenvalues 2, 1, 0.
        var sample = new RowSample([.. Enumerable.Range(0, 400).SelectMany(i => new double[] { i % 20, 3 * (i % 20), i / 20 })], 3);
        var result = new PcaReconstruction(sample, new PcaOptions { ExplainedVariance = 0.6 }).Test(sample);
        Assert.Equal(1, result.Components);
        Golden.Close("explained", 2 / 3.0, result.ExplainedVariance);
        // What is left is the third column: the mean |standardised value| of 0..19.
        var expected = Enumerable.Range(0, 20).Average(x => Math.Abs(x - 9.5)) / Math.Sqrt((400 - 1) / 12.0);
        Golden.Close("error", expected, result.Value, 1e-9);
        var both = new PcaReconstruction(sample, new PcaOptions { ExplainedVariance = 0.9 }).Test(sample);
        Assert.Equal(2, both.Components);
        Assert.InRange(both.Value!.Value, 0, 1e-12);
    }

    [Fact]
    public void ConstantColumn_IsLeftOutAndNamed()
    {
        var generator = new SampleGenerator(41);
        var reference = Rows.Correlated(generator, 200, 4, 0.8).Map((_, j, x) => j == 2 ? 0.1 : x);
        var result = new PcaReconstruction(reference).Test(Rows.Correlated(generator, 200, 4, 0.8));
        Assert.Equal([2], result.ConstantColumns);
        Assert.False(result.Drifted, $"{result}");
        var classifier = DomainClassifier.Test(reference, reference.Map((_, j, x) => j == 2 ? 0.2 : x));
        Assert.True(classifier is { Drifted: true, Auc: 1 }, $"{classifier}");
    }

    [Fact]
    public void MissingValues_AreTheMeanToTheErrorAndAValueToTheClassifier()
    {
        var generator = new SampleGenerator(42);
        RowSample reference = Rows.Correlated(generator, 400, 4, 0.8), window = Rows.Correlated(generator, 400, 4, 0.8);
        var missing = window.Map((r, j, x) => j == 0 && r % 2 == 0 ? double.NaN : x);
        Assert.True(new PcaReconstruction(reference).Test(missing).Value > 0);
        Assert.True(DomainClassifier.Test(reference, missing).Drifted);
        Assert.True(new PcaReconstruction(missing).Test(missing) is { Value: > 0, Drifted: false });
    }

    [Fact]
    public void FewerRowsThanColumns_IsDefined()
    {
        var generator = new SampleGenerator(43);
        RowSample reference = Rows.Correlated(generator, 25, 60, 0.8), window = Rows.Correlated(generator, 30, 60, 0.8);
        Defined.Check(new PcaReconstruction(reference).Test(window));
        Assert.True(new PcaReconstruction(reference).Test(window).Value > 0);
        Assert.True(DomainClassifier.Test(reference, window).Auc is >= 0 and <= 1);
    }

    [Fact]
    public void TooLittle_SaysWhy()
    {
        var generator = new SampleGenerator(44);
        RowSample good = Rows.Correlated(generator, 100, 3, 0.8), few = Rows.Correlated(generator, 5, 3, 0.8), none = new([], 3);
        Assert.Equal(MultivariateReasons.TooFewRows, new PcaReconstruction(few).Test(good).Reason);
        Assert.Equal(MultivariateReasons.TooFewRows, new PcaReconstruction(good).Test(none).Reason);
        Assert.Equal(MultivariateReasons.TooFewRows, DomainClassifier.Test(good, few).Reason);
        var flat = good.Map((_, _, _) => 7);
        Assert.Equal(MultivariateReasons.TooFewColumns, new PcaReconstruction(flat).Test(good).Reason);
        Assert.True(DomainClassifier.Test(flat, flat) is { Auc: 0.5, Drifted: false, Reason: MultivariateReasons.NoVaryingColumn });
        var other = Assert.Throws<ArgumentException>(() => DomainClassifier.Test(good, new RowSample(new double[80], 2)));
        Assert.Contains("3 columns", other.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new RowSample(new double[7], 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PcaReconstruction(good, new PcaOptions { ExplainedVariance = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => DomainClassifier.Test(good, good, new DomainClassifierOptions { Folds = 1 }));
    }

    [Fact]
    public void HostileNumbers_NeverThrowNorGiveNaN()
    {
        var hostile = Pick.From(
            0, -0.0, 1, -1, 1e-310, double.Epsilon, 1e154, -1e300, double.MaxValue, double.MinValue,
            double.NaN, double.PositiveInfinity, double.NegativeInfinity);
        var values = Gen.OneOf(hostile, Gen.Double[-1, 1]);
        var samples = Gen.Int[1, 4].SelectMany(columns =>
            Gen.Select(values.Array[22 * columns], values.Array[22 * columns], Gen.Const(columns)));
        samples.Sample((a, b, columns) =>
        {
            RowSample reference = new(a, columns), window = new(b, columns);
            Defined.Check(new PcaReconstruction(reference).Test(window));
            Defined.Check(DomainClassifier.Test(reference, window, new DomainClassifierOptions { Trees = 3 }));
            var classifier = DomainClassifier.Test(reference, window, new DomainClassifierOptions { Trees = 3 });
            Assert.True(classifier.Auc is >= 0 and <= 1 || classifier.Reason is not null);
        }, iter: 300);
    }
}
