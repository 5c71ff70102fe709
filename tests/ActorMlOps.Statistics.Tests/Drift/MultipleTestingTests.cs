using System.Text.Json;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Tests.Support;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Drift;

public sealed class MultipleTestingTests(ITestOutputHelper output)
{
    [Fact]
    public void MultipleTesting_EveryGoldenCase_Matches()
    {
        var cases = Golden.Cases("multiple_testing.json");
        foreach (var golden in cases)
        {
            var p = golden.GetProperty("p_values").Numbers();
            Check(golden.Name(), golden.GetProperty("expected").GetProperty("benjamini_hochberg"), MultipleTesting.BenjaminiHochberg(p));
            Check(golden.Name(), golden.GetProperty("expected").GetProperty("holm"), MultipleTesting.Holm(p));
            Check(golden.Name(), golden.GetProperty("expected").GetProperty("benjamini_yekutieli"), MultipleTesting.BenjaminiYekutieli(p));
            Check(golden.Name(), golden.GetProperty("expected").GetProperty("bonferroni"), MultipleTesting.Bonferroni(p));
        }

        output.WriteLine($"multiple testing: {cases.Count} cases");
        Assert.Equal(6, cases.Count);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    public void MultipleTesting_NoProbability_Throws(double p) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MultipleTesting.Holm([0.5, p]));

    private static void Check(string name, JsonElement expected, double[] adjusted)
    {
        foreach (var (want, got) in expected.GetProperty("adjusted").Numbers().Zip(adjusted))
            Golden.Close(name, want, got);
        Assert.Equal(expected.GetProperty("reject_at_0.05").EnumerateArray().Select(item => item.GetBoolean()), adjusted.Select(p => p <= 0.05));
    }
}
