using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Tests.Support;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Drift;

/// <summary>Whatever comes in, every test gives a finite number or says why not.</summary>
public sealed class HostileNumbersTests
{
    private static readonly Gen<double> s_odd = Pick.From(
        double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, -double.Epsilon,
        2.2e-308, -0.0, 0, 1, -1, 1e16, 1 + 2.3e-16,
        double.MaxValue, double.MinValue, 1e308, -1e308, 1e-310, 1e154, 1e-160);

    private static readonly string[] s_distances = [DriftMethods.Js, DriftMethods.JsE, DriftMethods.Hellinger, DriftMethods.Kl];

    private static readonly Gen<double[]> s_samples = Gen.OneOf(
        s_odd.Array[0, 40],
        Gen.OneOf(s_odd, Gen.Double).Array[0, 40],
        Gen.Select(s_odd, Gen.Int[1, 30]).Select((value, count) => Enumerable.Repeat(value, count).ToArray()),
        Gen.Double.Array[1, 2]);

    [Fact]
    public void SampleTests_AnyInput_GiveANumberOrAReason() => Gen.Select(s_samples, s_samples).Sample((reference, current) =>
    {
        var options = new DriftOptions { Redraws = 99 };
        DriftResult[] results =
        [
            KolmogorovSmirnov.TestSamples(reference, current),
            CramerVonMises.TestSamples(reference, current),
            AndersonDarling.TestSamples(reference, current),
            MannWhitney.TestSamples(reference, current),
            Wasserstein.TestSamples(reference, current),
            Wasserstein.TestSamples(reference, current, normalized: true),
            Psi.TestSamples(reference, current, PsiBinning.Quantile, options),
            Psi.TestSamples(reference, current, PsiBinning.Width, options),
            .. s_distances.Select(method => ShareTests.TestSamples(method, reference, current, options)),
            EvidentlyMode.TestSamples(reference, current),
        ];
        Array.ForEach(results, Check);
        var welch = WelchT.TestSamples(reference, current);
        var defined = welch.T is { } t && double.IsFinite(t) && welch.DegreesOfFreedom > 0 && welch.PValue is >= 0 and <= 1;
        Assert.True(welch.T is null ? welch.Reason is not null : defined, welch.ToString());
        Assert.True(NannyMlMode.Distance(reference, current) is null or (>= 0 and <= 1));
        Assert.True(KolmogorovSmirnov.ExactPValue(reference, current) is null or (>= 0 and <= 1));
    }, iter: 3000);

    [Fact]
    public void CounterTests_AnyInput_GiveANumberOrAReason() =>
        Gen.Select(s_samples, s_samples, Gen.Bool, Gen.Int[0, 3], Gen.Bool).Sample((reference, current, float32, repeat, forget) =>
        {
            var texts = reference.Select(x => double.IsNaN(x) ? null : $"{x:G2}").ToArray();
            var profile = new ReferenceProfile(
                [ColumnProfile.Numeric("n", reference, float32: float32, bins: 20), ColumnProfile.Categorical("c", texts)],
                reference.Length);
            var window = new WindowCounters(profile);
            for (var i = 0; i < repeat; i++)
            {
                window.Columns[0].AddColumn(current);
                foreach (var value in current)
                    window.Columns[1].AddCategory($"{value:G2}");
                window.AddRows(current.Length);
            }

            // 10^9 rows and more by doubling.
            for (var i = 0; repeat == 3 && i < 30; i++)
                window.Merge(WindowCounters.Decode(profile, window.Encode()));
            if (forget)
                window.Subtract(new WindowCounters(profile));
            DriftOptions[] settings =
            [
                new() { Methods = DriftMethods.All, Redraws = 99 },
                new() { Mode = DriftMode.Evidently },
                new() { Mode = DriftMode.NannyMl },
                new() { Mode = DriftMode.NannyMl, ReferenceChunks = [window, window] },
            ];
            foreach (var options in settings)
            {
                foreach (var result in DriftReport.Evaluate(profile, window, options).Columns.SelectMany(column => column.Results))
                    Check(result);
            }
        }, iter: 400);

    [Fact]
    public void CountTests_AnyCounts_GiveANumberOrAReason()
    {
        var counts = Pick.From(0L, 0, 1, 2, 7, 1000, 1_000_000_000, 1_000_000_000_000);
        Gen.Select(Gen.Select(counts, counts).Array[0, 12], Pick.From(s_distances)).Sample((cells, method) =>
        {
            long[] reference = [.. cells.Select(cell => cell.Item1)], current = [.. cells.Select(cell => cell.Item2)];
            var options = new DriftOptions { Redraws = 99 };
            Check(ChiSquare.Test(reference, current));
            Check(ChiSquare.GoodnessOfFit(reference, current));
            Check(Psi.Test(reference, current, options));
            Check(ShareTests.Test(method, reference, current, options));
            Assert.True(ChiSquare.CramersV(reference, current) is null or (>= 0 and <= 1));
        }, iter: 500);
        Gen.Select(counts, counts, counts, counts).Sample((a, b, c, d) => Check(TwoProportionZ.Test(a, a + b, c, c + d)), iter: 1000);
    }

    [Fact]
    public void SampleTests_AMillionRows_AreFiniteAndAgree()
    {
        var generator = new SampleGenerator(3);
        double[] reference = [.. Enumerable.Range(0, 1_000_000).Select(_ => generator.Uniform())];
        double[] current = [.. Enumerable.Range(0, 1_000_000).Select(_ => generator.Uniform())];
        DriftResult[] results =
        [
            KolmogorovSmirnov.TestSamples(reference, current),
            CramerVonMises.TestSamples(reference, current),
            AndersonDarling.TestSamples(reference, current),
            MannWhitney.TestSamples(reference, current),
            Wasserstein.TestSamples(reference, current),
        ];
        Array.ForEach(results, Check);
        Assert.All(results, result => Assert.False(result.Drifted, result.ToString()));
    }

    [Theory]
    [InlineData(1e308, -1e308, DriftReasons.Overflow)]
    [InlineData(1e308, 5e307, null)]
    [InlineData(double.Epsilon, 0, null)]
    public void Wasserstein_ExtremeMagnitudes_IsExactOrOverflows(double a, double b, string? reason)
    {
        var options = new DriftOptions { Thresholds = new Dictionary<string, double> { [DriftMethods.Wasserstein] = 1 } };
        var result = Wasserstein.TestSamples([a, a], [b], options: options);
        Assert.Equal(reason, result.Reason);
        Assert.Equal(reason is null ? Math.Abs(a - b) : null, result.Value);
    }

    [Fact]
    public void Wasserstein_TinyAndHugeSpread_NormalizesAlike()
    {
        double[] reference = [1, 2, 3, 4], current = [2, 3, 4, 5];
        var plain = Wasserstein.NormalizedDistance(reference, current)!.Value;
        foreach (var scale in (double[])[Math.ScaleB(1, 1000), Math.ScaleB(1, -1000)])
        {
            double[] r = Array.ConvertAll(reference, x => x * scale), c = Array.ConvertAll(current, x => x * scale);
            Golden.Close("scaled", plain, Wasserstein.NormalizedDistance(r, c));
        }
    }

    [Fact]
    public void InfiniteValues_AreEndsForRanksAndLeftOutOfDistances()
    {
        double[] reference = [1, 2, 3, double.PositiveInfinity], current = [2, 3, 4, double.NaN, double.NegativeInfinity];
        Assert.Equal(KolmogorovSmirnov.Statistic([1, 2, 3, 99], [2, 3, 4, -99]), KolmogorovSmirnov.Statistic(reference, current));
        Assert.Equal(MannWhitney.Statistic([1, 2, 3, 99], [2, 3, 4, -99]), MannWhitney.Statistic(reference, current));
        var distance = Wasserstein.TestSamples(reference, current);
        Golden.Close("finite", 1, distance.Value);
        Assert.Equal(DriftReasons.InfinitiesLeftOut, distance.Reason);
        Assert.Equal(DriftReasons.InfinitiesLeftOut, WelchT.TestSamples(reference, current).Reason);
    }

    private static void Check(DriftResult result)
    {
        foreach (var number in (double?[])[result.Value, result.Low, result.High, result.Threshold, result.NullQuantile])
            Assert.True(number is null || double.IsFinite(number.Value), result.ToString());
        foreach (var p in (double?[])[result.PValue, result.PValueLow, result.AdjustedPValue])
            Assert.True(p is null or (>= 0 and <= 1), result.ToString());
        Assert.True(result.Value is not null || result.Reason is not null, result.ToString());
        Assert.True(result.Value is not null || !result.Drifted, result.ToString());
    }
}
