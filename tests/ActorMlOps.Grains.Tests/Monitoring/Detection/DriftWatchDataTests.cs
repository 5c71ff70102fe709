using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Statistics.Sequential;
using ActorMlOps.Tables;
using Xunit.Abstractions;

namespace ActorMlOps.Grains.Tests.Monitoring.Detection;

/// <summary>What the drift detectors say about real data, with the settings that a version has by default.</summary>
public sealed class DriftWatchDataTests(ITestOutputHelper output)
{
    private const double DaySeconds = 86_400;

    private static readonly string[] Employment = ["AGEP", "SCHL", "MAR", "RELP", "DIS", "CIT", "MIG", "MIL", "ANC", "NATIVITY", "SEX", "RAC1P"];
    private static readonly string[] Adult =
    [
        "age", "workclass", "fnlwgt", "education", "education_num", "marital_status", "occupation", "relationship", "race", "sex", "capital_gain",
        "capital_loss", "hours_per_week", "native_country",
    ];

    private static readonly string[] AdultNumbers = ["age", "fnlwgt", "education_num", "capital_gain", "capital_loss", "hours_per_week"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Observe_EmploymentShuffled_AlarmsAtMostOnceAtABudgetOfOne(int seed)
    {
        var (watched, analysis) = LoadEmployment();
        var rows = All(analysis);
        new Random(seed).Shuffle(rows);
        const int Size = 1_000;
        const long Seconds = 600;
        // One false alarm is expected in as long as the whole of it lasts.
        var days = rows.Length / Size * Seconds / DaySeconds;
        var (watch, alarms) = watched.Feed(watched.Watch(days), analysis, rows, Size, Seconds);
        output.WriteLine($"alarms: {string.Join(", ", alarms)}; ln evidence at most {watch.Columns.Max(c => c.Detector.LogEvidence):F2} of {Math.Log(days):F2}");
        Assert.True(alarms.Count <= 1, $"{alarms.Count} alarms: {string.Join(", ", alarms.Keys)}");
        Assert.All(watch.Columns, c => Assert.True(c.Detector.Held || c.Detector.Panes == (rows.Length + Size - 1) / Size));
    }

    [Fact]
    public void Observe_EmploymentInItsOwnOrder_NamesRelp()
    {
        var (watched, analysis) = LoadEmployment();
        var (watch, alarms) = watched.Feed(watched.Watch(30), analysis, All(analysis), 1_000, 600);
        output.WriteLine($"alarms: {string.Join(", ", alarms)}");
        Assert.Contains("RELP", alarms.Keys);
        var relp = watch.Columns[Array.IndexOf(Employment, "RELP")];
        Assert.Equal(Guarantee.Unverified, relp.Detector.Guarantee);
        Assert.InRange(relp.Alarm!.PsiLow!.Value, 0.02, relp.Alarm.Psi!.Value);
        Assert.True(relp.Alarm.LogEvidence >= Math.Log(30));
    }

    [Fact]
    public void Observe_Elec2VictorianMarketJoins_AlarmsWithinTwoStepsAndNotBefore()
    {
        const int Join = 17_424;
        const int Size = 500;
        var table = WatchedTable.Read("Data", "elec2", "elec2.csv.gz");
        var watched = new WatchedTable(table, Elec2.Features, Elec2.Features, [.. Enumerable.Range(0, Elec2.ReferenceRows)]);
        var rows = Enumerable.Range(Elec2.ReferenceRows, table.Rows - Elec2.ReferenceRows).ToArray();
        var (_, alarms) = watched.Feed(watched.Watch(30), table, rows, Size, 600);
        output.WriteLine($"alarms: {string.Join(", ", alarms.Select(a => $"{a.Key} at {a.Value + Elec2.ReferenceRows}"))}");
        foreach (var market in (string[])["vicprice", "vicdemand", "transfer"])
            Assert.InRange(alarms[market] + Elec2.ReferenceRows, Join, Join + (2 * Size));
    }

    [Fact]
    public void Observe_Adult_IsQuietOnCurrentOkAndAlarmsOnCurrentDrift()
    {
        var table = WatchedTable.Read("Data", "adult", "adult.csv.gz");
        var watched = new WatchedTable(table, Adult, AdultNumbers, Part("reference"));
        var (quiet, none) = watched.Feed(watched.Watch(30), table, Part("current_ok"), 500, 600);
        output.WriteLine($"current_ok: ln evidence at most {quiet.Columns.Max(c => c.Detector.LogEvidence):F2} of {Math.Log(30):F2}");
        Assert.Empty(none);
        var (_, alarms) = watched.Feed(watched.Watch(30), table, Part("current_drift"), 500, 600);
        output.WriteLine($"current_drift: {string.Join(", ", alarms)}");
        Assert.Contains("age", alarms.Keys);
        Assert.Contains("hours_per_week", alarms.Keys);

        int[] Part(string name) => [.. Enumerable.Range(0, table.Rows).Where(r => table["partition"][r] == name)];
    }

    private static (WatchedTable Watched, Table Analysis) LoadEmployment()
    {
        var reference = WatchedTable.Read("Golden", "employment_ma", "reference.csv.gz");
        return (
            new WatchedTable(reference, Employment, ["AGEP", "SCHL"], All(reference)),
            WatchedTable.Read("Golden", "employment_ma", "analysis.csv.gz"));
    }

    private static int[] All(Table table) => [.. Enumerable.Range(0, table.Rows)];
}
