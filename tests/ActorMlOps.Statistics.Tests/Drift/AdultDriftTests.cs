using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Tests.Support;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Drift;

/// <summary>Census rows of mixed types: one partition drawn at random, one by selection. An empty text is a category.</summary>
public sealed class AdultDriftTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, string[]> s_columns = Csv.Columns("adult.csv.gz");

    [Fact]
    public void Adult_EveryColumnAndPartition_ReproducesPsiAndTheTests()
    {
        var walked = 0;
        foreach (var expected in Csv.Rows("adult_drift_by_partition.csv"))
        {
            var name = expected["feature"];
            var profile = Profile(name, expected["kind"]);
            var window = Count(profile, expected["partition"]);
            var what = $"{name} {expected["partition"]}";
            Golden.Close(what, Csv.Number(expected["psi_quantile"]), Psi.Test(profile, window)[0].Value, relative: 1e-9);
            if (profile.Kind == ColumnKind.Numeric)
            {
                var ks = KolmogorovSmirnov.Test(profile, window);
                Assert.InRange(Csv.Number(expected["ks_statistic"]), ks.Low!.Value - 1e-12, ks.High!.Value + 1e-12);
            }
            else
            {
                var chi2 = ChiSquare.Test(profile, window);
                Golden.Close(what, Csv.Number(expected["chi2_statistic"]), chi2.Value);
                Golden.Close(what, Csv.Number(expected["chi2_p"]), chi2.PValue, floor: 1e-300);
                Assert.Equal((int)Csv.Number(expected["chi2_df"]), chi2.DegreesOfFreedom);
            }

            walked++;
        }

        output.WriteLine($"adult: {walked} columns and partitions");
        Assert.Equal(28, walked);
    }

    [Fact]
    public void Adult_EveryColumnAndPartition_ReproducesEveryColumn()
    {
        var rows = Csv.Rows("adult_drift_by_partition.csv");
        foreach (var expected in rows)
            new ExpectedDriftRow(expected, Rows(expected["feature"], "reference"), Rows(expected["feature"], expected["partition"])).Check();
        output.WriteLine($"adult_drift_by_partition.csv: {rows.Count} rows");
        Assert.NotEmpty(rows);
    }

    [Theory]
    [InlineData("current_ok", "")]
    [InlineData("current_drift", "age,education,education_num,hours_per_week,marital_status,occupation,relationship,sex,workclass")]
    public void Adult_Report_FindsWhatWasSelected(string partition, string drifted)
    {
        ColumnProfile[] columns = [.. Csv.Rows("adult_drift_by_partition.csv").Where(row => row["partition"] == partition).Select(row => Profile(row["feature"], row["kind"]))];
        var profile = new ReferenceProfile(columns, columns[0].Reference.Rows);
        var window = new WindowCounters(profile);
        for (var i = 0; i < columns.Length; i++)
            window.Columns[i].Merge(Count(columns[i], partition));
        window.AddRows(window.Columns[0].Rows);
        var report = DriftReport.Evaluate(profile, window);
        foreach (var column in report.Columns)
            output.WriteLine($"{column.Column}: {string.Join("; ", column.Results.Select(result => $"{result.Method} {result.Value:G3} p {result.AdjustedPValue:G2} {result.Drifted} {result.Reason}"))}");
        var found = report.Columns.Where(column => column.Drifted).Select(column => column.Column).ToHashSet();
        if (drifted.Length == 0)
            Assert.Empty(found);
        else
            Assert.Superset(drifted.Split(',').ToHashSet(), found);
    }

    private static string[] Rows(string name, string partition) =>
        [.. s_columns[name].Where((_, row) => s_columns["partition"][row] == partition)];

    private static ColumnProfile Profile(string name, string kind) => kind == "categorical"
        ? ColumnProfile.Categorical(name, Rows(name, "reference"))
        : ColumnProfile.Numeric(name, Array.ConvertAll(Rows(name, "reference"), Csv.Number));

    private static ColumnCounters Count(ColumnProfile profile, string partition)
    {
        var counters = new ColumnCounters(profile);
        var rows = Rows(profile.Name, partition);
        if (profile.Kind == ColumnKind.Numeric)
            counters.AddColumn((ReadOnlySpan<long>)Array.ConvertAll(rows, long.Parse));
        foreach (var value in profile.Kind == ColumnKind.Categorical ? rows : [])
            counters.AddCategory(value);
        return counters;
    }
}
