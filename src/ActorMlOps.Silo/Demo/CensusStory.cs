using System.Globalization;
using System.Text.Json.Nodes;
using ActorMlOps.Client;
using Spectre.Console;

namespace ActorMlOps.Silo.Demo;

/// <summary>
/// Act three. The US census of 1994; the models predict an income over 50,000 dollars. v3 learnt from data that most of the
/// high-earning women had been taken from. Then a partition plays whose people were picked by age, hours and sex.
/// </summary>
internal sealed class CensusStory(IAnsiConsole console, DemoApi api, IModelClient client, CancellationToken stopping)
{
    public const string Model = "census-income";

    private const string Label = "income_gt_50k";

    /// <summary>Newest rows that the rules of drift look at.</summary>
    private const int RuleRows = 3_000;

    /// <summary>PSI that is worth an alert: without drift it is about 0.005 in so many rows.</summary>
    private const double Worth = 0.05;

    private static readonly string[] Features =
    [
        "age", "education_num", "hours_per_week", "capital_gain", "capital_loss", "workclass", "marital_status", "occupation", "relationship", "race", "sex",
    ];

    private static readonly string[] Versions = ["v1", "v2", "v3"];

    private readonly Dataset _data = new("adult");

    public async Task TellAsync()
    {
        console.Act("Act 3. Nearly as accurate, and unfair",
            "v1 answers who earns more than 50,000 dollars; v2 and v3 run in its shadow. Performance is kept by sex.");
        await RegisterAsync();
        var calm = await PlayAsync("current_ok", counted: 0);
        await CompareAsync(calm);
        console.MarkupLine("Now other people ask: older, longer hours, more women.");
        var from = await api.NextHopAsync();
        await PlayAsync("current_drift", counted: calm);
        await ShowDriftAsync(from);
    }

    private async Task RegisterAsync()
    {
        var reference = _data.Csv(Partition("reference"), [.. Features, Label]);
        var config = new
        {
            task = "binary",
            reference = new { labelColumn = Label },
            sensitive = new[] { "sex" },
            alerts = new object[]
            {
                AlertRules.Of("accuracy", "<", 0.8),
                AlertRules.Of("errors", ">", 0.01, "page"),
                AlertRules.Of("equalizedOddsDifference:sex", ">", 0.3, "page"),
            }.Concat(Features.Select(f => AlertRules.Of($"psi:{f}", ">", Worth, rows: RuleRows)))
            .Concat(Features.Select(f => AlertRules.Of($"missing:{f}", ">", 0.01, rows: RuleRows))),
            // What is put up with by the detectors.
            detectors = new { tolerance = 2 * Worth },
        };
        foreach (var version in Versions)
            await api.RegisterAsync(Model, version, _data.Model(version), reference, config);
        foreach (var candidate in Versions[1..])
            await api.PostAsync($"api/models/{Model}/rollouts", new { kind = "shadow", candidate });
    }

    /// <returns>Rows played.</returns>
    private async Task<int> PlayAsync(string partition, int counted)
    {
        var rows = Partition(partition);
        if (!console.Profile.Out.IsTerminal)
        {
            console.MarkupLine($"{partition}: {rows.Length:N0} people are asked about; then it comes out what they earn.");
            await PlayAsync(rows, counted, null, null);
            return rows.Length;
        }
        await console.Progress().StartAsync(progress => PlayAsync(
            rows, counted, progress.AddTask($"{partition}: predictions", maxValue: rows.Length), progress.AddTask($"{partition}: labels", maxValue: rows.Length)));
        return rows.Length;
    }

    private async Task PlayAsync(int[] rows, int counted, ProgressTask? answers, ProgressTask? labels)
    {
        var model = client.Model(Model);
        await Replay.RunAsync(
            rows,
            async row =>
            {
                var prediction = await model.PredictAsync(Row(row), new PredictOptions(Id(row)), stopping);
                answers?.Increment(1);
                return prediction;
            },
            stopping);
        foreach (var version in Versions)
            await api.CountedAsync(Model, version, counted + rows.Length);
        foreach (var batch in rows.Chunk(2_000))
        {
            await api.PostAsync($"api/models/{Model}/labels", new { labels = batch.Select(row => new { predictionId = Id(row), label = _data.Rows[Label][row] }) });
            labels?.Increment(batch.Length);
        }
        // An answer says that the labels are kept; what the rules see of them is counted a little later.
        foreach (var version in Versions)
            await api.PerformanceAsync(Model, version, $"rows={rows.Length}&offset={counted}", rows.Length);
    }

    private async Task CompareAsync(int rows)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var title in new[] { "Version", "Labelled", "Accuracy", "AUC", "High-earning women found", "High-earning men found" })
            table.AddColumn(title);
        var found = new Dictionary<string, (double? Accuracy, double? Women)>();
        foreach (var version in Versions)
        {
            var report = await api.PerformanceAsync(Model, version, $"rows={rows}&offset=0&segment=sex", rows);
            var (women, men) = (Recall(report, "Female"), Recall(report, "Male"));
            found[version] = (report.Metric("accuracy"), women);
            table.AddRow(
                version, $"{report.Count("labelled"):N0}", DemoConsole.Share(report.Metric("accuracy")), DemoConsole.Share(report.Metric("auc")),
                DemoConsole.Percent(women), DemoConsole.Percent(men));
        }
        console.Write(table);
        console.MarkupLine(
            $"v3's accuracy is {(found["v1"].Accuracy - found["v3"].Accuracy) * 100:0.0} points below v1's; yet of the high-earning women it finds "
            + $"[red]{DemoConsole.Percent(found["v3"].Women)}[/], where v1 finds {DemoConsole.Percent(found["v1"].Women)} and v2 {DemoConsole.Percent(found["v2"].Women)}.");
    }

    private async Task ShowDriftAsync(DateTimeOffset changed)
    {
        var quiet = await api.GetAsync($"api/models/{Model}/versions/v1/drift?from={changed.AddHours(-1):yyyy-MM-ddTHH:mm:ssZ}&to={changed:yyyy-MM-ddTHH:mm:ssZ}");
        var drift = await api.GetAsync($"api/models/{Model}/versions/v1/drift?from={changed:yyyy-MM-ddTHH:mm:ssZ}");
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var title in new[] { "Feature", "PSI before", "PSI now", "p before (adjusted)", "p now (adjusted)", "Drifted" })
            table.AddColumn(title);
        foreach (var feature in drift.Features().OrderByDescending(f => drift.Test(Name(f), "psi")))
        {
            table.AddRow(
                Name(feature),
                DemoConsole.Share(quiet.Test(Name(feature), "psi")),
                DemoConsole.Share(drift.Test(Name(feature), "psi")),
                PValue(quiet, Name(feature)),
                PValue(drift, Name(feature)),
                feature["drifted"]!.GetValue<bool>() ? "[red]yes[/]" : "no");
        }
        console.Write(table);
        console.MarkupLine(
            $"Before, {Named(quiet)} drifted; now {Named(drift)} did, {drift.Features().MaxBy(f => drift.Test(Name(f), "psi"))!["name"]} most.");
    }

    /// <summary>p-value of the feature's test that has one: KS of a number, chi-square of a category.</summary>
    private static string PValue(JsonNode report, string feature)
    {
        var tests = report.Features().First(f => Name(f) == feature)["tests"]!.AsArray();
        var p = tests.FirstOrDefault(t => t!["method"]!.GetValue<string>() is "ks" or "chi2")?["adjustedPValue"]?.GetValue<double>();
        return p?.ToString(p < 0.001 ? "0e+0" : "0.000", CultureInfo.InvariantCulture) ?? "-";
    }

    private static string Named(JsonNode report) => report.Drifted() is { Length: > 0 } names ? string.Join(", ", names) : "nothing";

    private static string Name(JsonNode feature) => feature["name"]!.GetValue<string>();

    private static double? Recall(JsonNode report, string sex) => report["segments"]?[sex]?.Metric("recall");

    private static string Id(int row) => string.Create(CultureInfo.InvariantCulture, $"census-{row}");

    private int[] Partition(string name) =>
        [.. Enumerable.Range(0, _data.Rows.Rows).Where(r => _data.Rows["partition"][r] == name)];

    private Dictionary<string, object?> Row(int row) => Features.ToDictionary(f => f, f => Value(f, row));

    /// <summary>An unknown value is the empty text, which the models learnt as a category of its own.</summary>
    private object? Value(string feature, int row) => _data.Rows[feature].IsMissing(row) ? "" : _data.Rows[feature][row]!;
}
