using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Tests.Support;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Drift;

public sealed class DriftReportTests
{
    private static readonly double[] s_ramp = [.. Enumerable.Range(0, 1000).Select(i => i / 1000.0)];

    [Fact]
    public void Evaluate_OneOfTwoColumnsShifted_ReportsThatOne()
    {
        var profile = new ReferenceProfile([ColumnProfile.Numeric("moved", s_ramp), ColumnProfile.Numeric("same", s_ramp)], 1000);
        var window = new WindowCounters(profile);
        window.Columns[0].AddColumn(Array.ConvertAll(s_ramp, x => x + 0.5));
        window.Columns[1].AddColumn(s_ramp);
        window.AddRows(1000);
        var report = DriftReport.Evaluate(profile, window);
        Assert.Equal([true, false], report.Columns.Select(column => column.Drifted));
        Assert.True(report is { Drifted: true, DriftedShare: 0.5, Threshold: 0.5, CurrentRows: 1000, ReferenceRows: 1000 });
        Assert.All(report.Columns.SelectMany(column => column.Results), result => Assert.Equal(result.PValue is null, result.AdjustedPValue is null));
    }

    [Fact]
    public void Evaluate_ColumnGoneMissing_Drifts()
    {
        var profile = new ReferenceProfile([ColumnProfile.Numeric("x", s_ramp)], 1000);
        var window = new WindowCounters(profile);
        window.Columns[0].AddMissing(800);
        window.AddRows(800);
        var column = DriftReport.Evaluate(profile, window).Columns[0];
        Assert.True(column.Drifted);
        Assert.Equal([DriftReasons.EmptyCurrent, DriftReasons.EmptyCurrent, DriftReasons.MissingAndNonFinite], column.Results.Select(result => result.Reason));
        Assert.Equal([new ApartShare("missing", 0, 1)], column.Apart);
    }

    [Fact]
    public void Evaluate_ManyColumnsAtRandom_IsCorrectedAcrossThem()
    {
        // A p-value of 0.01 alone drifts at 0.05; among twenty tests it does not.
        long[] reference = [500, 500], current = [460, 540];
        Assert.True(ChiSquare.Test(reference, current).PValue is > 0.0025 and < 0.1);
        var columns = Enumerable.Range(0, 20).Select(i => ColumnProfile.Categorical($"c{i}", Rows(500, 500))).ToArray();
        var profile = new ReferenceProfile(columns, 1000);
        var window = new WindowCounters(profile);
        for (var i = 0; i < 20; i++)
        {
            foreach (var value in i == 0 ? Rows(450, 550) : Rows(500, 500))
                window.Columns[i].AddCategory(value);
        }

        window.AddRows(1000);
        var raw = ColumnDrift.Evaluate(columns[0], window.Columns[0]);
        Assert.True(raw.Drifted);
        Assert.False(DriftReport.Evaluate(profile, window).Columns[0].Drifted);
        Assert.True(DriftReport.Evaluate(profile, window, new DriftOptions { Correction = Correction.None }).Columns[0].Drifted);

        static string[] Rows(int a, int b) => [.. Enumerable.Repeat("a", a), .. Enumerable.Repeat("b", b)];
    }

    [Fact]
    public void Evaluate_AnyInput_NeverThrowsNorYieldsNaN()
    {
        var odd = Pick.From(double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, -0.0, 0, 1, double.MaxValue, double.MinValue, 1e-310);
        var values = Gen.OneOf(odd, Gen.Double).Array[0, 40];
        Gen.Select(values, values, Gen.Bool, Gen.Int[0, 3]).Sample((reference, current, float32, repeat) =>
        {
            var texts = reference.Select(x => double.IsNaN(x) ? null : $"{x:G2}").ToArray();
            var profile = new ReferenceProfile(
                [ColumnProfile.Numeric("n", reference, float32: float32, bins: 20), ColumnProfile.Categorical("c", texts)], reference.Length);
            var window = new WindowCounters(profile);
            for (var i = 0; i < repeat; i++)
            {
                window.Columns[0].AddColumn(current);
                window.Columns[1].AddColumn(current);
                window.AddRows(current.Length);
            }

            // 10^9 rows and more by doubling.
            for (var i = 0; repeat == 3 && i < 30; i++)
                window.Merge(WindowCounters.Decode(profile, window.Encode()));
            foreach (var result in DriftReport.Evaluate(profile, window, new DriftOptions { Redraws = 99 }).Columns.SelectMany(column => column.Results))
            {
                foreach (var number in (double?[])[result.Value, result.Low, result.High, result.PValue, result.PValueLow, result.AdjustedPValue, result.Threshold, result.NullQuantile])
                    Assert.True(number is null || double.IsFinite(number.Value), result.ToString());
                Assert.True(result.Value is not null || result.Reason is not null, result.ToString());
            }

            var moments = window.Columns[0].Moments;
            foreach (var number in (double?[])[moments.Mean, moments.Variance, moments.Skewness, moments.ExcessKurtosis, moments.Minimum, moments.Maximum])
                Assert.True(number is null || double.IsFinite(number.Value));
        }, iter: 300);
    }

    [Fact]
    public void Evaluate_OptionOutOfRange_NamesIt()
    {
        var profile = ColumnProfile.Numeric("x", s_ramp);
        var error = Assert.Throws<ArgumentException>(() => ColumnDrift.Evaluate(profile, profile.Reference, new DriftOptions { Methods = ["wasserstein2"] }));
        Assert.Contains("wasserstein2", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ColumnDrift.Evaluate(profile, profile.Reference, new DriftOptions { Alpha = double.NaN }));
    }
}
