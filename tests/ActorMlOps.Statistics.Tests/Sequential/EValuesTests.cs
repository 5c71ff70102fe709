using ActorMlOps.Statistics.Sequential;
using ActorMlOps.Statistics.Tests.Support;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Sequential;

public sealed class EValuesTests
{
    [Fact]
    public void Combinations_KnownValues_AreTheFormulas()
    {
        double[] logs = [Math.Log(2), Math.Log(4), double.NegativeInfinity];
        Golden.Close("mean", Math.Log(2), EValues.LogMean(logs), 1e-12);
        Golden.Close("product", Math.Log(8), EValues.LogProductOfIndependent(logs[..2]), 1e-12);
        Assert.Equal(double.NegativeInfinity, EValues.LogProductOfIndependent([double.NegativeInfinity, double.PositiveInfinity]));
        Assert.Equal(double.PositiveInfinity, EValues.LogMean([0, double.PositiveInfinity]));
        Golden.Close("large", 2000 - Math.Log(2), EValues.LogMean([2000, 0]), 1e-12);
        Assert.Equal(0.25, EValues.AnytimePValue(Math.Log(4)), 1e-12);
        Assert.Equal(1, EValues.AnytimePValue(double.NegativeInfinity));
        Assert.Equal(0, EValues.AnytimePValue(double.PositiveInfinity));
    }

    [Fact]
    public void BenjaminiHochberg_KnownValues_RejectsTheLargest()
    {
        // K = 4, alpha = 0.1: thresholds 40, 20, 13.3, 10 for k = 1..4.
        Assert.Equal([false, true, true, false], EValues.BenjaminiHochberg(Logs(5, 25, 21, 12), 0.1));
        Assert.Equal([true, true, true, true], EValues.BenjaminiHochberg(Logs(11, 25, 21, 12), 0.1));
        Assert.Equal([false, false, false, false], EValues.BenjaminiHochberg(Logs(1, 1, 1, 19), 0.1));
        Assert.Empty(EValues.BenjaminiHochberg([], 0.1));
    }

    [Fact]
    public void BenjaminiHochberg_AnyValues_IsTheDefinition() => Gen.Double[0, 200].Array[1, 12].Sample(values =>
    {
        var rejected = EValues.BenjaminiHochberg(Logs(values), 0.2);
        var descending = values.OrderDescending().ToArray();
        var k = Enumerable.Range(1, values.Length).LastOrDefault(i => descending[i - 1] >= values.Length / (i * 0.2));
        Assert.Equal(k, rejected.Count(r => r));
        Assert.True(values.Where((_, i) => rejected[i]).All(v => v >= (k == 0 ? 0 : descending[k - 1])));
    });

    [Fact]
    public void Arguments_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => EValues.LogMean([]));
        Assert.Throws<ArgumentException>(() => EValues.LogMean([double.NaN]));
        Assert.Throws<ArgumentException>(() => EValues.LogProductOfIndependent([0, double.NaN]));
        Assert.Throws<ArgumentException>(() => EValues.AnytimePValue(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => EValues.BenjaminiHochberg([1], double.NaN));
    }

    private static double[] Logs(params double[] values) => Array.ConvertAll(values, Math.Log);
}
