using System.Text.Json.Nodes;
using ActorMlOps.Cli.Hosting;
using Spectre.Console;

namespace ActorMlOps.Cli.Monitoring;

internal sealed class SilosCommand : ApiCommand<ApiSettings>
{
    private const double Mebibyte = 1 << 20;

    protected override Task<JsonNode> AskAsync(Api api, ApiSettings settings, CancellationToken cancellationToken) =>
        api.GetAsync("api/silos", cancellationToken);

    protected override void Show(JsonNode answer, ApiSettings settings)
    {
        var table = Table("Silo", "State", "Cores", "MiB", "Models", "Queued", "Free MiB");
        foreach (var silo in answer["silos"]!.AsArray())
        {
            var use = silo!["resources"];
            var versions = use?["versions"]?.AsArray();
            table.AddRow(
                Text(silo["name"] ?? silo["silo"]), Text(silo["state"]),
                $"{Number(use?["cpu"]?["cores"])}/{Number(use?["cpu"]?["allowedCores"])}",
                $"{Mebibytes(use?["memory"]?["workingSetBytes"])}/{Mebibytes(use?["memory"]?["limitBytes"])}",
                versions is null ? "-" : $"{versions.Count}",
                versions is null ? "-" : $"{versions.Sum(v => v!["queuedRows"]!.GetValue<long>())}",
                Mebibytes(use?["store"]?["freeBytes"]));
        }
        AnsiConsole.Write(table);
    }

    private static string Mebibytes(JsonNode? bytes) => bytes is null ? "-" : $"{bytes.GetValue<double>() / Mebibyte:0}";
}
