using System.ComponentModel;
using System.Text.Json.Nodes;
using ActorMlOps.Cli.Hosting;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ActorMlOps.Cli.Monitoring.Alerts;

internal sealed class AlertsCommand : ApiCommand<AlertsCommand.Settings>
{
    private const int SomethingIsOpen = 2;

    protected override Task<JsonNode> AskAsync(Api api, Settings settings, CancellationToken cancellationToken) =>
        api.GetAsync(settings.Path, cancellationToken);

    protected override void Show(JsonNode answer, Settings settings)
    {
        var table = Table("Id", "State", "Severity", "About", "Raised", "Reason");
        for (var column = 0; column < 3; column++)
            table.Columns[column].NoWrap();
        foreach (var alert in answer["alerts"]!.AsArray())
        {
            var subject = (alert!["feature"] ?? alert["metric"]) is { } text ? $" of {Text(text)}" : "";
            table.AddRow(
                Text(alert["id"]), Text(alert["silenced"] is null ? alert["state"] : "silenced"), Text(alert["severity"]),
                $"{Text(alert["version"])} {Text(alert["kind"])}{subject}", Text(alert["raisedAt"])[..16], Text(alert["evidence"]?["reason"]));
        }
        AnsiConsole.Write(table);
        foreach (var sink in answer["sinks"]!.AsArray().Where(s => Count(s, "undelivered") > 0 || Count(s, "dropped") > 0))
        {
            AnsiConsole.MarkupLine(
                $"[yellow]Sink {Text(sink!["sink"])}: {Count(sink, "undelivered")} messages wait, {Count(sink, "dropped")} were dropped. "
                + $"{Text(sink["error"])}[/]");
        }
    }

    /// <summary>So that a script can ask whether all is well.</summary>
    protected override int ExitCode(JsonNode answer) =>
        answer["alerts"]!.AsArray().Any(a => a!["state"]!.GetValue<string>() == "open" && a["silenced"] is null) ? SomethingIsOpen : 0;

    private static long Count(JsonNode? sink, string field) => sink![field]!.GetValue<long>();

    internal sealed class Settings : ApiSettings
    {
        [CommandOption("--model <MODEL>")]
        public string? Model { get; init; }

        [CommandOption("--state <STATE>")]
        [Description("open, acknowledged or closed.")]
        public string? State { get; init; }

        [CommandOption("--severity <SEVERITY>")]
        [Description("info, warning or page.")]
        public string? Severity { get; init; }

        public string Path
        {
            get
            {
                (string Key, string? Value)[] all = [("model", Model), ("state", State), ("severity", Severity)];
                return "api/alerts?" + string.Join('&', all.Where(p => p.Value is not null).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value!)}"));
            }
        }
    }
}
