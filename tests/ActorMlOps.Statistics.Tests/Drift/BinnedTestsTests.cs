using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Tests.Support;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Drift;

/// <summary>What the counters certify holds for the raw samples.</summary>
public sealed class BinnedTestsTests
{
    private static readonly Gen<double> s_values =
        Gen.OneOf(Gen.Int[-9, 9].Select(i => (double)i), Gen.Double[-3, 3], Gen.Double[-1e6, 1e6]);

    [Fact]
    public void Wasserstein_AnyTiedSamples_LiesInTheCertifiedInterval() =>
        Gen.Select(s_values.Array[1, 300], s_values.Array[1, 300], Gen.Int[10, 60], Gen.Bool).Sample((reference, current, bins, normal) =>
        {
            var (profile, window) = Count(reference, current, bins);
            var raw = Wasserstein.TestSamples(reference, current, normal);
            var counted = Wasserstein.Test(profile, window, normal);
            if (raw.Value is not { } exact)
                return counted.Value is null && counted.Reason == raw.Reason;
            var slack = 1e-9 * exact;
            return counted.Low - slack <= exact && exact <= counted.High + slack
                && counted.Low <= counted.Value && counted.Value <= counted.High;
        }, iter: 3000);

    [Fact]
    public void MannWhitney_AnyTiedSamples_LiesInTheCertifiedInterval() =>
        Gen.Select(s_values.Array[9, 300], s_values.Array[9, 300], Gen.Int[10, 60]).Sample((reference, current, bins) =>
        {
            var (profile, window) = Count(reference, current, bins);
            var raw = MannWhitney.TestSamples(reference, current);
            var counted = MannWhitney.Test(profile, window);
            return counted.Low <= raw.Value && raw.Value <= counted.High && counted.Low <= counted.Value && counted.Value <= counted.High
                && counted.PValueLow <= raw.PValue * (1 + 1e-12) && raw.PValue <= counted.PValue * (1 + 1e-12);
        }, iter: 3000);

    [Fact]
    public void CramerVonMises_SameConstantOnBothSides_IsQuiet()
    {
        var (profile, window) = Count([.. Enumerable.Repeat(3.0, 10_000)], [.. Enumerable.Repeat(3.0, 2_000)], NumericBins.DefaultBins);
        Assert.False(CramerVonMises.Test(profile, window).Drifted);
    }

    [Fact]
    public void RankTests_EveryValueInItsOwnBin_AreExact()
    {
        var values = Gen.Int[-9, 9].Select(i => (double)i);
        Gen.Select(values.Array[4, 200], values.Array[4, 200]).Sample((reference, current) =>
        {
            // The reference has every value, so nothing falls between its bins.
            reference = [.. reference, .. Enumerable.Range(-9, 19)];
            var (profile, window) = Count(reference, current, NumericBins.DefaultBins);
            Same(KolmogorovSmirnov.TestSamples(reference, current), KolmogorovSmirnov.Test(profile, window));
            var (raw, counted) = (CramerVonMises.TestSamples(reference, current), CramerVonMises.Test(profile, window));
            Golden.Close("cvm", raw.Value, counted.Value, floor: 1e-12);
            Assert.True(counted.PValue >= raw.PValue, "Values that recur must not look like drift.");
            Same(AndersonDarling.TestSamples(reference, current), AndersonDarling.Test(profile, window));
            Same(Wasserstein.TestSamples(reference, current), Wasserstein.Test(profile, window));
            Same(MannWhitney.TestSamples(reference, current), MannWhitney.Test(profile, window));
        }, iter: 300);

        static void Same(DriftResult raw, DriftResult counted)
        {
            Golden.Close(raw.Method, raw.Value, counted.Value, floor: 1e-12);
            Golden.Close(raw.Method + " low", raw.Value, counted.Low, floor: 1e-12);
            Golden.Close(raw.Method + " high", raw.Value, counted.High, floor: 1e-12);
            Golden.Close(raw.Method + " p", raw.PValue, counted.PValue, floor: 1e-12);
            Assert.Equal((raw.Reason, raw.Drifted), (counted.Reason, counted.Drifted));
        }
    }

    [Theory]
    [InlineData(20_000, 20_000, 0)]
    [InlineData(20_000, 500, 0)]
    [InlineData(20_000, 2_000, 0.1)]
    public void RankTests_SpreadWithinBins_StayNearTheRawFigures(int n, int m, double shift)
    {
        var generator = new SampleGenerator(11);
        double[] reference = [.. Enumerable.Range(0, n).Select(_ => generator.Uniform())];
        double[] current = [.. Enumerable.Range(0, m).Select(_ => generator.Uniform() + shift)];
        var (profile, window) = Count(reference, current, NumericBins.DefaultBins);
        // Mid-ranks would overstate T by (n - m)^2 (n + m)/(12 B^2 n m): 0.06 at 20,000 against 500.
        var cvm = CramerVonMises.Test(profile, window);
        Near(CramerVonMises.Statistic(reference, current), cvm.Value, 0.004);
        Assert.True(cvm is { Low: null, High: null, PValueLow: null, Reason: DriftReasons.WithinBins });
        Near(AndersonDarling.Statistic(reference, current), AndersonDarling.Test(profile, window).Value, 0.02);
        Near(Wasserstein.Distance(reference, current), Wasserstein.Test(profile, window).Value, 0.001);
        Near(MannWhitney.Statistic(reference, current), MannWhitney.Test(profile, window).Value, 0.001);
        Assert.Equal(shift > 0, cvm.Drifted);

        static void Near(double? raw, double? counted, double part)
        {
            var slack = part * Math.Max(1, raw!.Value);
            Assert.InRange(counted!.Value, raw.Value - slack, raw.Value + slack);
        }
    }

    [Fact]
    public void Wasserstein_MomentsUnknownAfterASubtraction_HasNoUpperBound()
    {
        double[] reference = [.. Enumerable.Range(0, 100).Select(i => i / 10.0)];
        var (profile, window) = Count(reference, [-100, 5, 200], 10);
        var pane = new ColumnCounters(profile);
        pane.AddColumn([5.0]);
        window.Subtract(pane);
        var result = Wasserstein.Test(profile, window);
        Assert.True(result is { High: null, Reason: DriftReasons.OpenBins });
        Assert.True(result.Low <= Wasserstein.Distance(reference, [-100, 200]) && result.Low <= result.Value);
    }

    [Fact]
    public void ExactKs_WithTies_IsTheShareOfDeals()
    {
        // Pooled 1 1 2 3 dealt two and two: of the six deals two ({1, 1} to either side) have D = 1.
        Golden.Close("ties", 2 / 6.0, KolmogorovSmirnov.ExactPValue([1, 1], [2, 3]));
        // {1, 2} against {1, 3}: D = 1/2, reached by every deal.
        Golden.Close("all", 1, KolmogorovSmirnov.ExactPValue([1, 2], [1, 3]));
        // Without ties it is the plain exact law.
        Golden.Close("untied", KolmogorovSmirnov.ExactPValue(0.75, 4, 4), KolmogorovSmirnov.ExactPValue([1, 2, 3, 6], [5, 7, 8, 4]));
        Assert.Null(KolmogorovSmirnov.ExactPValue([], [1]));
    }

    private static (ColumnProfile Profile, ColumnCounters Window) Count(double[] reference, double[] current, int bins)
    {
        var profile = ColumnProfile.Numeric("x", reference, bins: bins);
        var window = new ColumnCounters(profile);
        window.AddColumn(current);
        return (profile, window);
    }
}
