using System.Text.Json.Nodes;
using ActorMlOps.Cli.Hosting;
using Spectre.Console;

namespace ActorMlOps.Cli.Monitoring;

internal sealed class FairnessCommand : ApiCommand<WindowSettings>
{
    private const int Violated = 2;

    protected override Task<JsonNode> AskAsync(Api api, WindowSettings settings, CancellationToken cancellationToken) =>
        api.GetAsync(settings.Path("fairness"), cancellationToken);

    protected override void Show(JsonNode answer, WindowSettings settings)
    {
        foreach (var attribute in answer["attributes"]!.AsArray())
        {
            var table = Table(Text(attribute!["attribute"]), "Predictions", "Labelled", "Selected", "True positive", "False positive", "Accuracy");
            foreach (var group in attribute["groups"]!.AsArray())
            {
                var metrics = group!["metrics"]!;
                table.AddRow(
                    Text(group["group"]), Text(group["predictions"]), Text(group["labelled"]), Number(metrics["selectionRate"]!["value"]),
                    Number(metrics["truePositiveRate"]!["value"]), Number(metrics["falsePositiveRate"]!["value"]), Number(metrics["accuracy"]!["value"]));
            }
            AnsiConsole.Write(table);
            var all = attribute["metrics"]!;
            AnsiConsole.MarkupLine(
                $"Ratio of selection rates {Number(all["demographicParityRatio"]!["value"])}"
                + (attribute["fourFifthsViolated"]!.GetValue<bool>() ? " [red](below four fifths)[/]" : "")
                + $", equalized odds difference {Number(all["equalizedOddsDifference"]!["value"])}, PSI {Number(attribute["samplingBias"]?["value"])}.");
        }
        AnsiConsole.MarkupLine(Text(answer["reason"]));
    }

    protected override int ExitCode(JsonNode answer) =>
        answer["attributes"]!.AsArray().Any(a => a!["fourFifthsViolated"]!.GetValue<bool>()) ? Violated : 0;
}
