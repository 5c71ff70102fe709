using System.Text.Json.Nodes;
using ActorMlOps.Cli.Hosting;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ActorMlOps.Cli.Rollout;

internal sealed class RolloutCommand : ApiCommand<RolloutCommand.Settings>
{
    private static readonly string[] Commands = ["approve", "promote", "rollback", "pause", "resume", "abort"];

    protected override Task<JsonNode> AskAsync(Api api, Settings settings, CancellationToken cancellationToken) => api.PostAsync(
        $"api/models/{Uri.EscapeDataString(settings.Model)}/rollouts/{Uri.EscapeDataString(settings.Id)}/{settings.Command}", cancellationToken);

    protected override void Show(JsonNode answer, Settings settings) => AnsiConsole.MarkupLine(
        $"{Text(answer["id"])} ({Text(answer["kind"])} of {Text(answer["candidate"])}): {Text(answer["state"])}; "
        + $"the candidate answers {Number(answer["candidateWeight"])} % from epoch {Text(answer["epoch"])} on.");

    internal sealed class Settings : ApiSettings
    {
        [CommandArgument(0, "<model>")]
        public required string Model { get; init; }

        [CommandArgument(1, "<rollout>")]
        public required string Id { get; init; }

        [CommandArgument(2, "<command>")]
        public required string Command { get; init; }

        public override ValidationResult Validate() => Commands.Contains(Command)
            ? base.Validate()
            : ValidationResult.Error($"'{Command}' is none of {string.Join(", ", Commands)}.");
    }
}
