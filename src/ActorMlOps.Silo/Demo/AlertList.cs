using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace ActorMlOps.Silo.Demo;

/// <summary>
/// The end: what all of it has raised. Versions that see the same rows raise the same alerts; those are one line. Beside each stands what its
/// rule says now, of which an alert itself only keeps what it was raised on.
/// </summary>
internal sealed class AlertList(IAnsiConsole console, DemoApi api)
{
    private static readonly string[] Severities = ["page", "warning", "info"];

    public async Task ShowAsync()
    {
        console.Act("What is left to look after", "Rules stand in each version's config, detectors watch by themselves. A line is what they raised; versions that saw the same rows share it.");
        var rules = await api.EvaluatedRulesAsync();
        var alerts = (await api.GetAsync("api/alerts"))["alerts"]!.AsArray().Select(a => a!).ToList();
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var title in new[] { "Severity", "State", "Model", "Version", "What", "Value", "Since (UTC)" })
            table.AddColumn(title);
        foreach (var line in alerts
            .GroupBy(a => (Severity: Text(a, "severity"), State: Text(a, "state"), Model: Text(a, "model"), What: What(a)))
            .OrderBy(l => Array.IndexOf(Severities, l.Key.Severity)).ThenByDescending(l => l.Key.Model, StringComparer.Ordinal).ThenBy(l => l.Key.What, StringComparer.Ordinal))
        {
            var versions = line.OrderBy(a => Text(a, "version"), StringComparer.Ordinal).ToList();
            table.AddRow(
                Colour(line.Key.Severity),
                line.Key.State,
                line.Key.Model,
                string.Join(", ", versions.Select(a => Text(a, "version"))),
                Markup.Escape(line.Key.What),
                Value(versions, rules),
                line.Min(a => a["raisedAt"]!.GetValue<DateTimeOffset>()).ToString("HH:mm:ss", CultureInfo.InvariantCulture));
        }
        console.Write(table);
        console.MarkupLine(
            $"{rules.Count} rules were evaluated: {rules.Count(r => Text(r, "state") == "firing")} fire, {rules.Count(r => Text(r, "state") == "quiet")} are quiet.");
        foreach (var rule in rules.Where(r => Text(r, "state") is not ("firing" or "quiet")))
            console.WriteLine($"{Text(rule, "model")} {Text(rule, "version")}, {Text(rule, "rule")}: {Text(rule, "state")}. {Text(rule, "reason")}");
    }

    private static string What(JsonNode alert)
    {
        var kind = Text(alert, "kind");
        return kind == "rollout" ? $"{kind}: {alert["evidence"]!["details"]!["rollout"]} was rolled back" : $"{kind}: {Subject(alert)}";
    }

    private static string Subject(JsonNode alert) => Text(alert, "feature") is { Length: > 0 } feature ? feature : Text(alert, "metric");

    /// <summary>What the alerts' rules say of each version; of a detector, which compares evidence: the drift that it saw.</summary>
    private static string Value(List<JsonNode> alerts, IReadOnlyList<JsonNode> rules)
    {
        var values = new List<string>();
        var limit = "";
        foreach (var alert in alerts)
        {
            var evidence = alert["evidence"]!;
            if (Find(rules, alert) is { } rule)
            {
                values.Add(DemoConsole.Share(rule["value"]?.GetValue<double>()));
                limit = Limit(rule);
            }
            else if (Text(alert, "kind") == "rollout")
            {
                limit = $"by the {evidence["details"]!["by"]}";
            }
            else if (evidence["details"]?["psi"] is { } psi)
            {
                values.Add(DemoConsole.Share(double.Parse(psi.GetValue<string>(), CultureInfo.InvariantCulture)));
                limit = "(PSI, by a detector)";
            }
        }
        return $"{string.Join(", ", values.TrueForAll(v => v == values[0]) ? values.Take(1) : values)} {limit}".Trim();
    }

    /// <summary>The rule that holds an alert open; null: none does.</summary>
    private static JsonNode? Find(IReadOnlyList<JsonNode> rules, JsonNode alert) => rules.FirstOrDefault(r =>
        Text(r, "state") == "firing" && Text(r, "model") == Text(alert, "model") && Text(r, "version") == Text(alert, "version")
        && Text(r, "severity") == Text(alert, "severity") && Text(r, "rule").Split(' ')[0].Split(':')[^1] == Subject(alert));

    /// <summary>Of <c>psi:age > 1 of 3000 rows until 0.1</c>: <c>(psi > 1, until 0.1)</c>.</summary>
    private static string Limit(JsonNode rule)
    {
        var parts = Text(rule, "rule").Split(' ');
        var until = Array.IndexOf(parts, "until") is >= 0 and var at ? $", until {parts[at + 1]}" : "";
        return Markup.Escape($"({parts[0].Split(':')[0]} {parts[1]} {parts[2]}{until})");
    }

    private static string Colour(string severity) => severity == "info" ? severity : $"[{(severity == "page" ? "red" : "yellow")}]{severity}[/]";

    private static string Text(JsonNode node, string field) => node[field]?.GetValue<string>() ?? "";
}
