using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Tests.Support;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Drift;

public sealed class EvidentlyModeTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(ColumnKind.Numeric, 1000, 6, DriftMethods.Ks)]
    [InlineData(ColumnKind.Numeric, 1000, 5, DriftMethods.Chi2)]
    [InlineData(ColumnKind.Numeric, 1000, 2, DriftMethods.Z)]
    [InlineData(ColumnKind.Numeric, 1001, 6, DriftMethods.WassersteinNormalized)]
    [InlineData(ColumnKind.Numeric, 1001, 5, DriftMethods.JsE)]
    [InlineData(ColumnKind.Categorical, 1000, 3, DriftMethods.Chi2)]
    [InlineData(ColumnKind.Categorical, 1000, 2, DriftMethods.Z)]
    [InlineData(ColumnKind.Categorical, 1001, 2, DriftMethods.JsE)]
    public void Choose_KindSizeAndValues_IsTheDocumentedTest(ColumnKind kind, long rows, long distinct, string test) =>
        Assert.Equal(test, EvidentlyMode.Choose(kind, rows, distinct));

    [Fact]
    public void Evidently_SmallReference_UsesTheExactKs()
    {
        double[] reference = [.. Enumerable.Range(0, 30).Select(i => (double)i)];
        double[] current = [.. Enumerable.Range(0, 30).Select(i => i + 10.5)];
        var raw = EvidentlyMode.TestSamples(reference, current);
        Assert.True(raw is { Method: DriftMethods.Ks, Threshold: 0.05, ThresholdOf: ThresholdKinds.Mode, Drifted: true });
        Golden.Close("p", KolmogorovSmirnov.ExactPValue(11 / 30.0, 30, 30), raw.PValue);
        var (profile, window) = Count(reference, current);
        // 10.5 lies between two bins of one value each: nothing of the order is lost there.
        Assert.Equal(raw.PValue, EvidentlyMode.Test(profile, window).PValue);
    }

    [Fact]
    public void Evidently_FewValues_AreCategories()
    {
        double[] reference = [1, 1, 2, 2, 3, 3, 3], current = [1, 2, 2, 2, 3, 4, double.NaN];
        var (profile, window) = Count(reference, current);
        foreach (var result in (DriftResult[])[EvidentlyMode.TestSamples(reference, current), EvidentlyMode.Test(profile, window)])
        {
            Assert.Equal(DriftMethods.Chi2, result.Method);
            Golden.Close("chi2", ChiSquare.Test([2, 2, 3, 0], [1, 3, 1, 1]).PValue, result.PValue);
        }

        var binary = EvidentlyMode.TestSamples([0, 0, 0, 1], [1, 1, 0, 1]);
        Golden.Close("z", TwoProportionZ.Test(3, 4, 1, 4).PValue, binary.PValue);
        Assert.Equal(DriftMethods.Z, binary.Method);
        var constant = EvidentlyMode.TestSamples([5, 5, 5], [5, 5]);
        Assert.True(constant is { Method: DriftMethods.Z, Drifted: false, Reason: DriftReasons.Constant });
    }

    [Fact]
    public void Evidently_ElectricityChunks_DecidesAsItsFormulasDo()
    {
        var columns = Csv.Columns("elec2.csv.gz");
        var decided = 0;
        (string, int, int)[] files =
            [("elec2_drift_chunks_ref_0_9999.csv", 0, 10_000), ("elec2_drift_chunks_ref_20000_27999.csv", 20_000, 28_000)];
        foreach (var (file, from, to) in files)
        {
            foreach (var expected in Csv.Rows(file))
            {
                var values = columns[expected["feature"]];
                var current = values[int.Parse(expected["row_from"])..int.Parse(expected["row_to_exclusive"])];
                decided += Check(expected, values[from..to], current);
            }
        }

        output.WriteLine($"elec2: {decided} columns and chunks");
        Assert.Equal(126 + 63, decided);
    }

    [Fact]
    public void Evidently_CensusPartitions_DecidesAsItsFormulasDo()
    {
        var columns = Csv.Columns("adult.csv.gz");
        var decided = 0;
        foreach (var expected in Csv.Rows("adult_drift_by_partition.csv"))
        {
            string[] Rows(string partition) => [.. columns[expected["feature"]].Where((_, row) => columns["partition"][row] == partition)];
            decided += Check(expected, Rows("reference"), Rows(expected["partition"]));
        }

        output.WriteLine($"adult: {decided} columns and partitions");
        Assert.Equal(28, decided);
    }

    [Fact]
    public void Report_InTheMode_RunsOneTestAColumnUncorrected()
    {
        double[] ramp = [.. Enumerable.Range(0, 2000).Select(i => i / 2000.0)];
        var profile = new ReferenceProfile([ColumnProfile.Numeric("moved", ramp), ColumnProfile.Numeric("same", ramp)], 2000);
        var window = new WindowCounters(profile);
        window.Columns[0].AddColumn(Array.ConvertAll(ramp, x => x + 0.05));
        window.Columns[1].AddColumn(Array.ConvertAll(ramp, x => x + 0.01));
        window.AddRows(2000);
        var report = DriftReport.Evaluate(profile, window, new DriftOptions { Mode = DriftMode.Evidently });
        // 0.05 is 0.17 standard deviations of a uniform column, 0.01 is 0.03.
        Assert.Equal([true, false], report.Columns.Select(column => column.Drifted));
        foreach (var result in report.Columns.Select(column => Assert.Single(column.Results)))
            Assert.True(result is { Method: DriftMethods.WassersteinNormalized, Threshold: 0.1, ThresholdOf: ThresholdKinds.Mode });
        Assert.True(report is { Drifted: true, DriftedShare: 0.5, Threshold: EvidentlyMode.DatasetShare });
    }

    private static int Check(Dictionary<string, string> expected, string[] reference, string[] current)
    {
        var what = $"{expected["feature"]} {expected["row_from"]} {expected.GetValueOrDefault("partition")}";
        if (expected["kind"] == "categorical")
        {
            var profile = ColumnProfile.Categorical("c", reference);
            var window = new ColumnCounters(profile);
            foreach (var value in current)
                window.AddCategory(value);
            Same(EvidentlyMode.Test(profile, window), DriftMethods.JsE, Csv.Number(expected["js_distance_base2"]) * Math.Sqrt(Math.Log(2)));
            return 1;
        }

        double[] r = Array.ConvertAll(reference, Csv.Number), c = Array.ConvertAll(current, Csv.Number);
        var (numbers, counted) = Count(r, c);
        if (r.Union(c).Distinct().Count() <= EvidentlyMode.FewValues)
        {
            // Five values or fewer are compared value by value, and then the decile bins tell them apart no more.
            Assert.Equal(EvidentlyMode.TestSamples(r, c).Drifted, EvidentlyMode.Test(numbers, counted).Drifted);
            Assert.Equal(DriftMethods.JsE, EvidentlyMode.Test(numbers, counted).Method);
            return 1;
        }

        var deviation = r.Min() == r.Max() ? 0 : Csv.Number(expected["wasserstein"]) / Csv.Number(expected["wasserstein_normalised"]);
        var distance = Csv.Number(expected["wasserstein"]) / Math.Max(deviation, 0.001);
        Same(EvidentlyMode.TestSamples(r, c), DriftMethods.WassersteinNormalized, distance);
        var binned = EvidentlyMode.Test(numbers, counted);
        Assert.True(binned.Low - 1e-9 <= distance && distance <= binned.High + 1e-9, what);
        Assert.Equal((DriftMethods.WassersteinNormalized, distance >= 0.1), (binned.Method, binned.Drifted));
        return 1;

        void Same(DriftResult result, string method, double value)
        {
            Golden.Close(what, value, result.Value, relative: 1e-9, floor: 1e-12);
            Assert.Equal((method, 0.1, value >= 0.1), (result.Method, result.Threshold, result.Drifted));
        }
    }

    private static (ColumnProfile Profile, ColumnCounters Window) Count(double[] reference, double[] current)
    {
        var profile = ColumnProfile.Numeric("x", reference);
        var window = new ColumnCounters(profile);
        window.AddColumn(current);
        return (profile, window);
    }
}
