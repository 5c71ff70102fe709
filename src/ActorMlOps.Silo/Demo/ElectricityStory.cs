using System.Globalization;
using System.Text.Json.Nodes;
using ActorMlOps.Client;
using Spectre.Console;

namespace ActorMlOps.Silo.Demo;

/// <summary>
/// Acts one and two. Half hours of the electricity market of New South Wales, May 1996 to December 1998; the models predict whether
/// the price rises. v1 is a logistic regression on the first 10,000 rows, v2 boosted trees on the first 20,000, v3 learnt from flipped
/// labels. The label of a half hour comes a chunk of rows (six weeks) later.
/// </summary>
internal sealed class ElectricityStory(IAnsiConsole console, DemoApi api, IModelClient client, CancellationToken stopping)
{
    public const string Model = "electricity-nsw";

    private const int ReferenceRows = 10_000;
    private const int ShadowFrom = 20_000;
    private const int CanaryFrom = 34_000;
    private const int CanaryRows = 500;
    private const int CanaryByV1 = 1_000;
    private const int PromotedFrom = 36_000;
    private const int ChunkRows = 2_000;
    private const double Noticeable = 0.05;

    /// <summary>Newest rows that the rules of drift look at: a fifth of the time that is played.</summary>
    private const int RuleRows = 10_000;

    /// <summary>PSI that is worth an alert.</summary>
    private const double Worth = 0.25;

    /// <summary>The same for what has seasons, which the seven months of the reference do not hold.</summary>
    private const double WorthOfSeasonal = 1;

    /// <summary>And where it is again as it was in the reference.</summary>
    private const double SeasonalAgain = 0.1;

    private static readonly string[] Features = ["period", "nswprice", "nswdemand", "vicprice", "vicdemand", "transfer"];
    private static readonly string[] Seasonal = ["nswprice", "nswdemand"];
    private static readonly double[] Steps = [5, 25, 50, 100];

    private readonly Dataset _data = new("elec2");
    private readonly Dictionary<string, long> _counted = new() { ["v1"] = 0, ["v2"] = 0, ["v3"] = 0 };
    private float[][] _rows = [];

    public async Task TellAsync()
    {
        console.Act("Act 1. Prices drift, and it is harmless; then the market changes",
            "v1 predicts whether the price of the next half hour rises. Labels come six weeks late.");
        await RegisterAsync();
        await ServeAsync();
        console.Act("Act 2. Two candidates in the shadow, one canary",
            $"Since row {ShadowFrom:N0} v2 and v3 got a copy of every row; only v1's answers went out.");
        await CompareAsync();
        await CanaryAsync();
        await AfterwardsAsync();
    }

    private async Task RegisterAsync()
    {
        var columns = Features.Select(f => _data.Rows[f].ToDoubles()).ToArray();
        _rows = [.. Enumerable.Range(0, _data.Rows.Rows).Select(r => columns.Select(c => (float)c[r]).ToArray())];
        var reference = _data.Csv([.. Enumerable.Range(0, ReferenceRows)], [.. Features, "class"]);
        var config = new
        {
            task = "binary",
            reference = new { labelColumn = "class" },
            alerts = new object[]
            {
                AlertRules.Of("accuracy", "<", 0.75),
                AlertRules.Of("accuracy", "<", 0.5, "page"),
                AlertRules.Of("errors", ">", 0.01, "page"),
            }.Concat(Features.Select(f => Seasonal.Contains(f)
                ? AlertRules.Of($"psi:{f}", ">", WorthOfSeasonal, rows: RuleRows, recovery: SeasonalAgain)
                : AlertRules.Of($"psi:{f}", ">", Worth, rows: RuleRows)))
            .Concat(Features.Select(f => AlertRules.Of($"missing:{f}", ">", 0.01, rows: RuleRows))),
            // The same of the detectors, which look at every 10 s by themselves: only what the reference has hardly ever seen.
            detectors = new { tolerance = 10 },
        };
        foreach (var version in _counted.Keys)
            await api.RegisterAsync(Model, version, _data.Model(version), reference, config);
        console.MarkupLine($"Registered v1, v2, v3 with rows 0 to {ReferenceRows - 1:N0} as their reference.");
    }

    private async Task ServeAsync()
    {
        var table = new LiveTable(console, "Rows from", "Until", "Drifted features", "PSI nswprice", "Confidence", "Accuracy", "What it says");
        var chunks = new List<Chunk>();
        await table.RunAsync(async () =>
        {
            string[] before = [];
            for (var first = ReferenceRows; first < CanaryFrom; first += ChunkRows)
            {
                if (first == ShadowFrom)
                {
                    await StartShadowAsync("v2");
                    await StartShadowAsync("v3");
                }
                table.Progress((double)(first - ReferenceRows) / (CanaryFrom - ReferenceRows), $"{Until(first)}: v1 answers");
                var chunk = await PlayAsync(first, ChunkRows, first < ShadowFrom ? ["v1"] : ["v1", "v2", "v3"]);
                var drift = await api.GetAsync($"api/models/{Model}/versions/v1/drift?{chunk.Window("v1")}");
                var drifted = drift.Drifted();
                var row = table.Add();
                table.Set(row, "Rows from", $"{first:N0}");
                table.Set(row, "Until", Until(first + ChunkRows));
                table.Set(row, "Drifted features", string.Join(", ", drifted));
                table.Set(row, "PSI nswprice", DemoConsole.Share(drift.Test("nswprice", "psi")));
                table.Set(row, "Confidence", DemoConsole.Share(chunk.Confidence = drift.PredictionMean("confidence")));
                table.Set(row, "Accuracy", "[grey]no labels yet[/]");
                chunk.Fresh = chunks.Count == 0 ? [] : [.. drifted.Except(before)];
                before = [.. before.Union(drifted)];
                if (chunks.Count > 0)
                    await LabelAsync(table, chunks.Count - 1, chunks[^1]);
                chunks.Add(chunk);
            }
            await LabelAsync(table, chunks.Count - 1, chunks[^1]);
        });
        var (best, worst) = (chunks.MaxBy(c => c.Accuracy)!, chunks.MinBy(c => c.Accuracy)!);
        console.MarkupLine(
            $"Accuracy went from [green]{DemoConsole.Share(best.Accuracy)}[/] (row {best.First:N0}) to [red]{DemoConsole.Share(worst.Accuracy)}[/] "
            + $"(row {worst.First:N0}), while the model's mean confidence went from {DemoConsole.Share(best.Confidence)} to {DemoConsole.Share(worst.Confidence)}. "
            + (worst.Confidence > best.Confidence ? "Nothing but the late labels could tell." : ""));
        if (chunks.Find(c => c.Fresh.Contains("vicprice")) is { } joined)
        {
            console.MarkupLine(
                $"{string.Join(", ", joined.Fresh)} began to drift between rows {joined.First:N0} and {joined.First + joined.Rows:N0}: "
                + "the market of Victoria was joined at row 17,424.");
        }
    }

    private async Task LabelAsync(LiveTable table, int row, Chunk chunk)
    {
        await LabelAsync(chunk);
        var performance = await PerformanceAsync("v1", chunk);
        chunk.Accuracy = performance.Metric("accuracy");
        var baseline = performance["metrics"]!["accuracy"]!["baseline"]?.GetValue<double>();
        var fell = chunk.Accuracy < baseline - Noticeable;
        table.Set(row, "Accuracy", $"[{(fell ? "red" : "green")}]{DemoConsole.Share(chunk.Accuracy)}[/]");
        var says = fell ? $"[red]{DemoConsole.Share(baseline - chunk.Accuracy)} below the reference[/]" : "drift does no harm";
        table.Set(row, "What it says", chunk.Fresh.Length > 0 ? $"{says}; new: {string.Join(", ", chunk.Fresh)}" : says);
    }

    private async Task CompareAsync()
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var title in new[] { "Version", "Labelled", "Accuracy", "AUC", "F1", "Says other than v1", "Right where v1 is wrong", "Wrong where v1 is right", "Verdict" })
            table.AddColumn(title);
        var rows = _counted["v2"];
        foreach (var version in _counted.Keys)
        {
            var window = $"rows={rows}&offset={_counted[version] - rows}";
            var performance = await api.PerformanceAsync(Model, version, window, rows);
            var windows = await api.GetAsync($"api/models/{Model}/versions/{version}/windows?{window}");
            var shadow = windows["total"]?["shadow"];
            var (right, wrong) = Discordant(performance, "v1");
            table.AddRow(
                version,
                $"{performance.Count("labelled"):N0}",
                DemoConsole.Share(performance.Metric("accuracy")),
                DemoConsole.Share(performance.Metric("auc")),
                DemoConsole.Share(performance.Metric("f1")),
                shadow is null ? "" : DemoConsole.Percent((double)shadow.Count("disagreements") / shadow.Count("pairs")),
                version == "v1" ? "" : $"{right:N0}",
                version == "v1" ? "" : $"{wrong:N0}",
                version == "v1" ? "answers" : Verdict(right, wrong));
        }
        console.Write(table);
        var v3 = await FindRolloutAsync("v3");
        await api.PostAsync($"api/models/{Model}/rollouts/{v3}/rollback", new { });
        console.MarkupLine("The operator rolls v3 back and gives v2 a canary.");
    }

    private async Task CanaryAsync()
    {
        var started = await api.PostAsync(
            $"api/models/{Model}/rollouts", new { kind = "canary", candidate = "v2", steps = Steps.Select(weight => new { weight }) });
        var id = started["id"]!.GetValue<string>();
        var table = new LiveTable(console, "Rows from", "Step", "Epoch", "Answered by v1", "Answered by v2", "v2's share");
        var (next, byV1) = (CanaryFrom, 0);
        await table.RunAsync(async () =>
        {
            for (var step = 0; step < Steps.Length; step++)
            {
                if (step > 0)
                    await api.PostAsync($"api/models/{Model}/rollouts/{id}/approve", new { });
                table.Progress((double)step / Steps.Length, $"canary at {Steps[step]:0} %");
                var rollout = await api.GetAsync($"api/models/{Model}/rollouts/{id}");
                var (first, v1, v2) = (next, 0, 0);
                // Windows by count are exact at multiples of 500 rows of a version: the third step lasts until v1 has answered 1,000,
                // the last one takes the rest, and so v2 ends at 1,000 too.
                int Wanted() => step switch { 0 or 1 => CanaryRows - v1 - v2, 2 => CanaryByV1 - byV1, _ => PromotedFrom - next };
                while (Math.Min(Wanted(), PromotedFrom - next) is > 0 and var rows)
                {
                    var answered = await AnswerAsync(next, rows);
                    await CountAsync(answered);
                    next += rows;
                    v1 += answered.GetValueOrDefault("v1");
                    v2 += answered.GetValueOrDefault("v2");
                    byV1 += answered.GetValueOrDefault("v1");
                }
                var row = table.Add();
                table.Set(row, "Rows from", $"{first:N0}");
                table.Set(row, "Step", $"{Steps[step]:0} %");
                table.Set(row, "Epoch", $"{rollout.Count("epoch")}");
                table.Set(row, "Answered by v1", $"{v1:N0}");
                table.Set(row, "Answered by v2", $"{v2:N0}");
                table.Set(row, "v2's share", DemoConsole.Percent((double)v2 / (v1 + v2)));
            }
        });
        await api.PostAsync($"api/models/{Model}/rollouts/{id}/promote", new { });
        await LabelAsync(new Chunk(CanaryFrom, PromotedFrom - CanaryFrom));
        console.MarkupLine("v2 is promoted: it is the stable version now. v1 goes on in its shadow.");
        await StartShadowAsync("v1");
    }

    private async Task AfterwardsAsync()
    {
        var table = new LiveTable(console, "Rows from", "Until", "v2 (answers)", "v1 (shadow)", "Only v1 right", "Only v2 right", "Better");
        var chunks = new List<(Chunk Chunk, double? V1, double? V2)>();
        await table.RunAsync(async () =>
        {
            for (var first = PromotedFrom; first < _rows.Length; first += ChunkRows)
            {
                table.Progress((double)(first - PromotedFrom) / (_rows.Length - PromotedFrom), $"{Until(first)}: v2 answers");
                var chunk = await PlayAsync(first, Math.Min(ChunkRows, _rows.Length - first), ["v1", "v2"]);
                await LabelAsync(chunk);
                var (v1, v2) = (await PerformanceAsync("v1", chunk), await PerformanceAsync("v2", chunk));
                var (onlyV1, onlyV2) = Discordant(v1, "v2");
                chunks.Add((chunk, v1.Metric("accuracy"), v2.Metric("accuracy")));
                var row = table.Add();
                table.Set(row, "Rows from", $"{first:N0}");
                table.Set(row, "Until", Until(first + chunk.Rows));
                table.Set(row, "v2 (answers)", DemoConsole.Share(chunks[^1].V2));
                table.Set(row, "v1 (shadow)", DemoConsole.Share(chunks[^1].V1));
                table.Set(row, "Only v1 right", $"{onlyV1:N0}");
                table.Set(row, "Only v2 right", $"{onlyV2:N0}");
                table.Set(row, "Better", chunks[^1].V1 > chunks[^1].V2 ? "[yellow]v1[/]" : "v2");
            }
        });
        var better = chunks.Where(c => c.V1 > c.V2).Select(c => c.Chunk).ToList();
        console.MarkupLine(better.Count == 0
            ? "v2 stays the better one to the end."
            : $"From row {better[0].First:N0} ({Until(better[0].First)}) on, [yellow]v1 is the better one again[/] in {better.Count} of {chunks.Count} chunks: "
              + "no version is the best for ever, and the numbers that say so were there all the time.");
    }

    private Task<JsonNode> PerformanceAsync(string version, Chunk chunk) =>
        api.PerformanceAsync(Model, version, chunk.Window(version), chunk.Rows);

    /// <summary>Serves rows and waits until they are in the windows of the versions that saw them.</summary>
    private async Task<Chunk> PlayAsync(int first, int rows, string[] versions)
    {
        var answered = await AnswerAsync(first, rows);
        var chunk = new Chunk(first, rows);
        foreach (var version in versions)
            chunk.Windows[version] = (_counted[version], rows);
        await CountAsync(versions.ToDictionary(v => v, _ => answered.Values.Sum()));
        return chunk;
    }

    private Task<IReadOnlyDictionary<string, int>> AnswerAsync(int first, int rows)
    {
        var model = client.Model(Model);
        return Replay.RunAsync(
            [.. Enumerable.Range(first, rows)], row => model.PredictAsync(_rows[row], new PredictOptions(Id(row)), stopping), stopping);
    }

    private async Task CountAsync(IReadOnlyDictionary<string, int> executed)
    {
        foreach (var (version, rows) in executed)
            await api.CountedAsync(Model, version, _counted[version] += rows);
    }

    private Task LabelAsync(Chunk chunk) => api.PostAsync(
        $"api/models/{Model}/labels",
        new { labels = Enumerable.Range(chunk.First, chunk.Rows).Select(row => new { predictionId = Id(row), label = _data.Rows["class"][row] }) });

    private Task StartShadowAsync(string version) =>
        api.PostAsync($"api/models/{Model}/rollouts", new { kind = "shadow", candidate = version });

    private async Task<string> FindRolloutAsync(string candidate) =>
        (await api.GetAsync($"api/models/{Model}/rollouts"))["rollouts"]!.AsArray()
            .Last(r => r!["candidate"]!.GetValue<string>() == candidate)!["id"]!.GetValue<string>();

    /// <summary>Labelled rows that only one of two versions got right.</summary>
    private static (long OnlyThis, long OnlyOther) Discordant(JsonNode performance, string other) =>
        performance["paired"]?[other] is { } paired ? (paired.Count("onlyThis"), paired.Count("onlyOther")) : (0, 0);

    /// <summary>McNemar's test on the discordant rows, told from three standard deviations on.</summary>
    private static string Verdict(long right, long wrong)
    {
        var z = right + wrong == 0 ? 0 : (right - wrong) / Math.Sqrt(right + wrong);
        return z < -3 ? "[red]not to be trusted[/]" : z > 3 ? "[green]better[/]" : "no difference seen";
    }

    private static string Id(int row) => string.Create(CultureInfo.InvariantCulture, $"nsw-{row}");

    private static string Until(int row) =>
        new DateTime(1996, 5, 7, 0, 0, 0, DateTimeKind.Unspecified).AddMinutes(30.0 * row).ToString("MMM yyyy", CultureInfo.InvariantCulture);

    private sealed record Chunk(int First, int Rows)
    {
        public Dictionary<string, (long First, long Rows)> Windows { get; } = [];

        /// <summary>Features that drift now and did not before.</summary>
        public string[] Fresh { get; set; } = [];

        public double? Confidence { get; set; }

        public double? Accuracy { get; set; }

        public string Window(string version) => $"rows={Windows[version].Rows}&offset={Windows[version].First}";
    }
}
