using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Tests.Support;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Drift;

public sealed class Elec2DriftTests(ITestOutputHelper output)
{
    private static readonly Lazy<Dictionary<string, string[]>> s_columns = new(() => Csv.Columns("elec2.csv.gz"));

    private const int ReferenceRows = 10_000;

    [Fact]
    public void Elec2_EveryChunk_ReproducesPsiAndBracketsKs()
    {
        var columns = s_columns.Value;
        var profiles = new Dictionary<string, ColumnProfile>();
        double worst = 0, widest = 0;
        var chunks = 0;
        foreach (var expected in Csv.Rows("elec2_drift_chunks_ref_0_9999.csv"))
        {
            var name = expected["feature"];
            var (from, to) = (int.Parse(expected["row_from"]), int.Parse(expected["row_to_exclusive"]));
            if (!profiles.TryGetValue(name, out var profile))
                profiles[name] = profile = Profile(name, expected["kind"], columns[name][..ReferenceRows]);
            var window = new ColumnCounters(profile);
            chunks++;
            if (profile.Kind == ColumnKind.Categorical)
            {
                foreach (var value in columns[name][from..to])
                    window.AddCategory(value);
                var chi2 = ChiSquare.Test(profile, window);
                Golden.Close($"{name} {from} chi2", Csv.Number(expected["chi2_statistic"]), chi2.Value);
                Golden.Close($"{name} {from} p", Csv.Number(expected["chi2_p"]), chi2.PValue, floor: 1e-300);
            }
            else
            {
                // As a model's float input sees them.
                window.AddColumn(columns[name][from..to].Select(text => (float)Csv.Number(text)).ToArray());
                var d = Csv.Number(expected["ks_statistic"]);
                var ks = KolmogorovSmirnov.Test(profile, window);
                Assert.True(ks.Low - 1e-12 <= d && d <= ks.High + 1e-12, $"{name} {from}: {ks.Low} {d} {ks.High}");
                widest = Math.Max(widest, ks.High!.Value - ks.Low!.Value);
                var p = Csv.Number(expected["ks_p_asymptotic_scipy"]);
                Assert.True(ks.PValueLow <= p * (1 + 1e-9) && p <= (ks.PValue * (1 + 1e-9)), $"{name} {from}: {ks.PValueLow} {p} {ks.PValue}");
            }

            var psi = Psi.Test(profile, window)[0];
            Golden.Close($"{name} {from} psi", Csv.Number(expected["psi_quantile"]), psi.Value, relative: 1e-9);
            worst = Math.Max(worst, Math.Abs(psi.Value!.Value - Csv.Number(expected["psi_quantile"])));
        }

        output.WriteLine($"elec2: {chunks} chunks, worst PSI difference {worst:R}, widest certified interval {widest:R}");
        Assert.Equal(126, chunks);
        // 2/B + 1/n.
        Assert.True(widest <= 0.0021, $"{widest}");
    }

    [Theory]
    [InlineData("elec2_drift_chunks_ref_0_9999.csv", 0, 10_000)]
    [InlineData("elec2_drift_chunks_ref_20000_27999.csv", 20_000, 28_000)]
    public void Elec2_EveryChunk_ReproducesEveryColumn(string file, int referenceFrom, int referenceTo)
    {
        var rows = Csv.Rows(file);
        double widest = 0;
        foreach (var expected in rows)
        {
            var values = s_columns.Value[expected["feature"]];
            Assert.Equal(referenceTo - referenceFrom, int.Parse(expected["n_reference"]));
            var current = values[int.Parse(expected["row_from"])..int.Parse(expected["row_to_exclusive"])];
            var row = new ExpectedDriftRow(expected, values[referenceFrom..referenceTo], current);
            row.Check();
            widest = Math.Max(widest, row.Widest);
        }

        output.WriteLine($"{file}: {rows.Count} rows, widest certified interval of D {widest:R}");
        Assert.NotEmpty(rows);
    }

    [Fact]
    public void Elec2_AfterTheMarketsWereJoined_TheConstantColumnsDrift()
    {
        string[] names = ["period", "nswdemand", "vicprice", "vicdemand", "transfer"];
        var columns = s_columns.Value;
        var profile = new ReferenceProfile([.. names.Select(name => Profile(name, "numeric", columns[name][..ReferenceRows]))], ReferenceRows);
        Assert.Empty(DriftedOf(12_000).Intersect(["period", "vicprice", "vicdemand", "transfer"]));
        var after = DriftedOf(20_000);
        Assert.Superset(new HashSet<string>(["vicprice", "vicdemand", "transfer"]), after);
        Assert.DoesNotContain("period", after);

        HashSet<string> DriftedOf(int from)
        {
            var window = new WindowCounters(profile);
            for (var i = 0; i < names.Length; i++)
                window.Columns[i].AddColumn(columns[names[i]][from..(from + 2000)].Select(Csv.Number).ToArray());
            window.AddRows(2000);
            var report = DriftReport.Evaluate(profile, window, new DriftOptions { Methods = [DriftMethods.Psi] });
            Assert.Equal(report.DriftedShare >= 0.5, report.Drifted);
            return [.. report.Columns.Where(column => column.Drifted).Select(column => column.Column)];
        }
    }

    private static ColumnProfile Profile(string name, string kind, string[] values) => kind == "categorical"
        ? ColumnProfile.Categorical(name, values)
        : ColumnProfile.Numeric(name, values.Select(text => (double)(float)Csv.Number(text)).ToArray(), float32: true);
}
