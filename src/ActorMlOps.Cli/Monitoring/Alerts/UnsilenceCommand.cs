using System.Text.Json.Nodes;
using ActorMlOps.Cli.Hosting;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ActorMlOps.Cli.Monitoring.Alerts;

internal sealed class UnsilenceCommand : ApiCommand<UnsilenceCommand.Settings>
{
    protected override async Task<JsonNode> AskAsync(Api api, Settings settings, CancellationToken cancellationToken)
    {
        await api.DeleteAsync($"api/silences/{Uri.EscapeDataString(settings.Id)}", cancellationToken);
        return new JsonObject { ["id"] = settings.Id };
    }

    protected override void Show(JsonNode answer, Settings settings) => AnsiConsole.MarkupLine($"Silence {Text(answer["id"])} has ended.");

    internal sealed class Settings : ApiSettings
    {
        [CommandArgument(0, "<id>")]
        public required string Id { get; init; }
    }
}
