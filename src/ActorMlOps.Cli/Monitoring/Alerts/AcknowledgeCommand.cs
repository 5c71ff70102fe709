using System.ComponentModel;
using System.Text.Json.Nodes;
using ActorMlOps.Cli.Hosting;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ActorMlOps.Cli.Monitoring.Alerts;

internal sealed class AcknowledgeCommand : ApiCommand<AcknowledgeCommand.Settings>
{
    protected override Task<JsonNode> AskAsync(Api api, Settings settings, CancellationToken cancellationToken) => api.PostAsync(
        $"api/alerts/{Uri.EscapeDataString(settings.Id)}/ack", new { by = settings.By ?? Environment.UserName, note = settings.Note }, cancellationToken);

    protected override void Show(JsonNode answer, Settings settings) =>
        AnsiConsole.MarkupLine($"{Text(answer["id"])} is {Text(answer["state"])}; acknowledged by {Text(answer["acknowledged"]?["by"])}.");

    internal sealed class Settings : ApiSettings
    {
        [CommandArgument(0, "<id>")]
        public required string Id { get; init; }

        [CommandOption("--by <NAME>")]
        [Description("Who looks after it; default: your user name.")]
        public string? By { get; init; }

        [CommandOption("--note <TEXT>")]
        public string? Note { get; init; }
    }
}
