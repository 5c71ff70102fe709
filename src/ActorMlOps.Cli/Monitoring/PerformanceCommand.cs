using System.Text.Json.Nodes;
using ActorMlOps.Cli.Hosting;
using Spectre.Console;

namespace ActorMlOps.Cli.Monitoring;

internal sealed class PerformanceCommand : ApiCommand<WindowSettings>
{
    protected override Task<JsonNode> AskAsync(Api api, WindowSettings settings, CancellationToken cancellationToken) =>
        api.GetAsync(settings.Path("performance"), cancellationToken);

    protected override void Show(JsonNode answer, WindowSettings settings)
    {
        var table = Table("Metric", "Value", "Low", "High", "Reference");
        foreach (var (name, metric) in answer["metrics"]!.AsObject())
        {
            table.AddRow(
                Markup.Escape(name), metric!["value"] is null ? Text(metric["reason"]) : Number(metric["value"]),
                Number(metric["low"]), Number(metric["high"]), Number(metric["baseline"]));
        }
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLine($"{Text(answer["labelled"])} of {Text(answer["predictions"])} predictions have labels. {Text(answer["reason"])}");
    }
}
