using System.ComponentModel;
using System.Text.Json.Nodes;
using ActorMlOps.Cli.Hosting;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ActorMlOps.Cli.Monitoring.Alerts;

internal sealed class SinkTestCommand : ApiCommand<SinkTestCommand.Settings>
{
    private const int SomethingFailed = 2;

    protected override Task<JsonNode> AskAsync(Api api, Settings settings, CancellationToken cancellationToken) =>
        api.PostAsync("api/alerts/test", new { sink = settings.Sink }, cancellationToken);

    protected override void Show(JsonNode answer, Settings settings)
    {
        var table = Table("Sink", "Type", "Outcome", "ms");
        foreach (var result in answer["results"]!.AsArray())
        {
            var outcome = result!["delivered"]!.GetValue<bool>() ? "[green]delivered[/]" : $"[red]{Text(result["error"])}[/]";
            table.AddRow(Text(result["sink"]), Text(result["type"]), outcome, Number(result["milliseconds"]));
        }
        AnsiConsole.Write(table);
    }

    protected override int ExitCode(JsonNode answer) =>
        answer["results"]!.AsArray().All(r => r!["delivered"]!.GetValue<bool>()) ? 0 : SomethingFailed;

    internal sealed class Settings : ApiSettings
    {
        [CommandArgument(0, "[sink]")]
        [Description("Name of a sink in the settings; default: all but the one for trainings.")]
        public string? Sink { get; init; }
    }
}
