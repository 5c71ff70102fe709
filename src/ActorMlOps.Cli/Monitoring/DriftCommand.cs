using System.Text.Json.Nodes;
using ActorMlOps.Cli.Hosting;
using Spectre.Console;

namespace ActorMlOps.Cli.Monitoring;

internal sealed class DriftCommand : ApiCommand<WindowSettings>
{
    private const int Drifted = 2;

    protected override Task<JsonNode> AskAsync(Api api, WindowSettings settings, CancellationToken cancellationToken) =>
        api.GetAsync(settings.Path("drift"), cancellationToken);

    protected override void Show(JsonNode answer, WindowSettings settings)
    {
        var table = Table("Column", "Test", "Value", "p (adjusted)", "Threshold", "Drifted");
        foreach (var column in answer["features"]!.AsArray().Concat(answer["prediction"]!.AsArray()))
        {
            foreach (var test in column!["tests"]!.AsArray())
            {
                table.AddRow(
                    Text(column["name"]), Text(test!["method"]), Number(test["value"]), Number(test["adjustedPValue"]), Number(test["threshold"]),
                    test["drifted"]!.GetValue<bool>() ? "[red]yes[/]" : Text(test["reason"]) is { Length: > 0 } reason ? reason : "no");
            }
        }
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLine($"{Text(answer["window"]!["rows"])} rows against {Text(answer["reference"]!["rows"])} of the reference. {Text(answer["reason"])}");
    }

    protected override int ExitCode(JsonNode answer) => answer["dataset"]!["drifted"]!.GetValue<bool>() ? Drifted : 0;
}
