using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Tests.Support;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Drift;

public sealed class NannyMlModeTests(ITestOutputHelper output)
{
    private static readonly Lazy<Dictionary<string, string[]>> s_columns = new(() => Csv.Columns("elec2.csv.gz"));

    // Worked out apart from this project: Doane's bins of rows 0 to 9,999, chunks of 2,000.
    [Theory]
    [InlineData("nswdemand", 10_000, 0.3554221836455689, 0, 0.4470334042663971)]
    [InlineData("nswdemand", 18_000, 0.21433534434032728, 0, 0.4470334042663971)]
    [InlineData("nswdemand", 30_000, 0.14616318443711163, 0, 0.4470334042663971)]
    [InlineData("nswprice", 10_000, 0.25515622730732934, 0.12640362746253056, 0.37751475518348687)]
    [InlineData("nswprice", 18_000, 0.378988351062319, 0.12640362746253056, 0.37751475518348687)]
    [InlineData("nswprice", 30_000, 0.7474189840618982, 0.12640362746253056, 0.37751475518348687)]
    public void NannyMl_ElectricityChunk_HasDistanceAndLimits(string name, int from, double distance, double lower, double upper)
    {
        double[] values = Array.ConvertAll(s_columns.Value[name], Csv.Number), reference = values[..10_000];
        Golden.Close("distance", distance, NannyMlMode.Distance(reference, values[from..(from + 2000)]));
        double[][] parts = [.. Enumerable.Range(0, 5).Select(i => values[(2000 * i)..(2000 * (i + 1))])];
        double[] chunks = [.. parts.Select(part => NannyMlMode.Distance(reference, part)!.Value)];
        var limits = NannyMlMode.Limits(chunks)!.Value;
        Golden.Close("lower", lower, limits.Lower);
        Golden.Close("upper", upper, limits.Upper);

        // The same from counters: edges are exact, the rows of cut bins are split.
        var profile = new ReferenceProfile([ColumnProfile.Numeric(name, reference)], 10_000);
        var result = NannyMlMode.Test(
            profile.Columns[0],
            Window(profile, values[from..(from + 2000)]).Columns[0],
            [.. parts.Select(part => Window(profile, part))]);
        output.WriteLine($"{name} {from}: {distance:F5} from rows, {result.Value:F5} counted; limit {upper:F5}, {result.Threshold:F5}");
        Assert.InRange(result.Value!.Value, distance - 0.03, distance + 0.03);
        Assert.InRange(result.Threshold!.Value, upper - 0.004, upper + 0.004);
        Assert.Equal((ThresholdKinds.ReferenceChunks, DriftReasons.WithinBins), (result.ThresholdOf, result.Reason));
        Assert.Equal(result.Value > result.Threshold, result.Drifted);
    }

    [Fact]
    public void NannyMl_FewValues_AreComparedByValueExactly()
    {
        double[] values = Array.ConvertAll(s_columns.Value["period"], Csv.Number), reference = values[..10_000];
        double[] current = [.. values[10_000..12_000], 7, 8];
        var profile = new ReferenceProfile([ColumnProfile.Numeric("period", reference)], 10_000);
        var result = NannyMlMode.Test(profile.Columns[0], Window(profile, current).Columns[0]);
        Golden.Close("by value", NannyMlMode.Distance(reference, current), result.Value);
        Assert.True(result is { Threshold: NannyMlMode.ConstantThreshold, ThresholdOf: ThresholdKinds.Mode });
        Assert.Equal(DriftReasons.NoReferenceChunks, result.Reason);
        Assert.Equal(result.Low, result.High);
    }

    [Fact]
    public void NannyMl_Categories_CountUnseenOnesTogether()
    {
        string[] reference = ["a", "a", "b", "c"], current = ["a", "x", "y", "c"];
        var profile = ColumnProfile.Categorical("c", reference);
        var window = new ColumnCounters(profile);
        foreach (var value in current)
            window.AddCategory(value);
        var expected = ShareDistances.JensenShannon([0.5, 0.25, 0.25, 0], [0.25, 0, 0.25, 0.5]);
        Golden.Close("counted", expected, NannyMlMode.Distance(profile, window));
        Golden.Close("named", expected, NannyMlMode.Distance(
            new Dictionary<string, long> { ["a"] = 2, ["b"] = 1, ["c"] = 1 },
            new Dictionary<string, long> { ["a"] = 1, ["x"] = 1, ["y"] = 1, ["c"] = 1 }));
    }

    [Fact]
    public void Limits_MeanAndThreeDeviations_NotBelowZero()
    {
        Assert.Null(NannyMlMode.Limits([]));
        var (lower, upper) = NannyMlMode.Limits([0.1, 0.2, 0.3])!.Value;
        Golden.Close("upper", 0.2 + (3 * Math.Sqrt(0.02 / 3)), upper);
        Assert.Equal(0, lower);
        // 0.4 +- 3 x 0.01.
        Golden.Close("lower", 0.37, NannyMlMode.Limits([0.39, 0.41])!.Value.Lower);
    }

    [Fact]
    public void Report_InTheMode_TakesItsThresholdsFromTheChunks()
    {
        double[] values = Array.ConvertAll(s_columns.Value["nswprice"], Csv.Number);
        var profile = new ReferenceProfile([ColumnProfile.Numeric("nswprice", values[..10_000])], 10_000);
        var options = new DriftOptions
        {
            Mode = DriftMode.NannyMl,
            ReferenceChunks = [.. Enumerable.Range(0, 5).Select(i => Window(profile, values[(2000 * i)..(2000 * (i + 1))]))],
        };
        Assert.False(DriftReport.Evaluate(profile, Window(profile, values[10_000..12_000]), options).Drifted);
        Assert.True(DriftReport.Evaluate(profile, Window(profile, values[30_000..32_000]), options).Drifted);
    }

    private static WindowCounters Window(ReferenceProfile profile, double[] values)
    {
        var window = new WindowCounters(profile);
        window.Columns[0].AddColumn(values);
        window.AddRows(values.Length);
        return window;
    }
}
