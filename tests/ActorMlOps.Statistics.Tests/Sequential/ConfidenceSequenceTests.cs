using ActorMlOps.Statistics.Sequential;
using ActorMlOps.Statistics.Tests.Support;

namespace ActorMlOps.Statistics.Tests.Sequential;

public sealed class ConfidenceSequenceTests
{
    [Theory]
    [InlineData(0.01, 0.04, 0.05)]
    [InlineData(1, 1, 0.5)]
    [InlineData(1e-12, 1e-3, 0.01)]
    public void Radius_AnyArguments_IsTheFormula(double v, double tau2, double alpha) => Golden.Close(
        "radius",
        Math.Sqrt(v * (v + tau2) / tau2 * Math.Log((v + tau2) / (v * alpha * alpha))),
        ConfidenceSequence.Radius(v, tau2, alpha),
        1e-12);

    [Theory]
    [InlineData(double.Epsilon)]
    [InlineData(1e-300)]
    [InlineData(1e150)]
    [InlineData(0)]
    public void Radius_ExtremeVariance_StaysFinite(double v) => Assert.True(double.IsFinite(ConfidenceSequence.Radius(v, 0.1, 0.05)));

    [Fact]
    public void Radius_LookedAtOften_CoversTheMean()
    {
        // 400 streams of 1,000 uniform numbers, looked at after each from the 30th on: a fixed-time interval would miss in about half.
        var generator = new SampleGenerator(11);
        var missed = 0;
        for (var stream = 0; stream < 400; stream++)
        {
            double sum = 0;
            var outside = false;
            for (var n = 1; n <= 1000; n++)
            {
                sum += generator.Uniform();
                outside |= n >= 30 && Math.Abs((sum / n) - 0.5) > ConfidenceSequence.Radius(1.0 / 12 / n, 1e-3, 0.05);
            }

            missed += outside ? 1 : 0;
        }

        // 5 % of 400 is 20, three standard deviations are 13.
        Assert.InRange(missed, 1, 33);
    }

    [Fact]
    public void TauSquaredFor_AnyVariance_IsNearTheNarrowest()
    {
        foreach (var variance in (double[])[1e-6, 0.3])
        {
            var chosen = ConfidenceSequence.Radius(variance, ConfidenceSequence.TauSquaredFor(variance, 0.05), 0.05);
            for (var factor = 0.01; factor < 200; factor *= 1.3)
                Assert.True(chosen <= 1.001 * ConfidenceSequence.Radius(variance, factor * variance, 0.05), $"factor {factor}");
        }

        Assert.Throws<ArgumentOutOfRangeException>("variance", () => ConfidenceSequence.TauSquaredFor(0, 0.05));
        Assert.Throws<ArgumentOutOfRangeException>("alpha", () => ConfidenceSequence.TauSquaredFor(1, double.NaN));
    }

    [Fact]
    public void Of_Proportion_IsTheFormula()
    {
        var interval = ConfidenceSequence.Of(StratumSide.Proportion(30, 100), 0.01, 0.05);
        double p = 30.5 / 101, radius = ConfidenceSequence.Radius(p * (1 - p) / 100, 0.01, 0.05);
        Golden.Close("low", 0.3 - radius, interval.Low, 1e-12);
        Golden.Close("high", 0.3 + radius, interval.High, 1e-12);
        Assert.Equal(SequentialReasons.NoData, ConfidenceSequence.Of(StratumSide.Proportion(0, 0), 0.01, 0.05).Reason);
        Assert.Equal(SequentialReasons.TooFewEvents, ConfidenceSequence.Of(StratumSide.Proportion(95, 100), 0.01, 0.05).Reason);
        Assert.Throws<ArgumentOutOfRangeException>(() => StratumSide.Proportion(2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConfidenceSequence.Of(default, 0, 0.05));
    }

    [Theory]
    [InlineData(-1, 1, 0.05)]
    [InlineData(double.NaN, 1, 0.05)]
    [InlineData(1, 0, 0.05)]
    [InlineData(1, 1, 1)]
    public void Radius_OutOfRange_Throws(double v, double tau2, double alpha) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ConfidenceSequence.Radius(v, tau2, alpha));
}
