using System.Text.Json.Nodes;
using ActorMlOps.Cli.Hosting;
using Spectre.Console;

namespace ActorMlOps.Cli.Monitoring;

internal sealed class QualityCommand : ApiCommand<WindowSettings>
{
    protected override Task<JsonNode> AskAsync(Api api, WindowSettings settings, CancellationToken cancellationToken) =>
        api.GetAsync(settings.Path("quality"), cancellationToken);

    protected override void Show(JsonNode answer, WindowSettings settings)
    {
        var table = Table("Feature", "Complete", "Wrong type", "Unseen", "Outside", "Mean", "Reference");
        foreach (var column in answer["features"]!.AsArray())
        {
            var outside = column!["outOfRange"]!;
            table.AddRow(
                Text(column["name"]), Number(column["completeness"]!["value"]), Text(column["typeMismatches"]), Text(column["unseen"]),
                outside["value"] is null && outside["low"] is not null ? $"{Number(outside["low"])} to {Number(outside["high"])}" : Number(outside["value"]),
                Number(column["moments"]?["mean"]?["value"]), Number(column["referenceMoments"]?["mean"]?["value"]));
        }
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLine(
            $"{Text(answer["window"]!["rows"])} rows, the newest {Number(answer["ageSeconds"]!["value"])} s old; "
            + $"share that repeats another: {Number(answer["duplicates"]!["value"])}. {Text(answer["reason"])}");
    }
}
