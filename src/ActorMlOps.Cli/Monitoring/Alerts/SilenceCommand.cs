using System.ComponentModel;
using System.Text.Json.Nodes;
using ActorMlOps.Cli.Hosting;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ActorMlOps.Cli.Monitoring.Alerts;

internal sealed class SilenceCommand : ApiCommand<SilenceCommand.Settings>
{
    protected override Task<JsonNode> AskAsync(Api api, Settings settings, CancellationToken cancellationToken)
    {
        var matchers = settings.Matchers.Select(m => m.Split('=', 2)).ToDictionary(m => m[0], m => m[1]);
        return api.PostAsync(
            "api/silences", new { matchers, duration = settings.For, reason = settings.Reason, by = settings.By ?? Environment.UserName }, cancellationToken);
    }

    protected override void Show(JsonNode answer, Settings settings) => AnsiConsole.MarkupLine(
        $"Silence {Text(answer["id"])} of {Markup.Escape(SilencesCommand.Matchers(answer))} lasts until {Text(answer["expiresAt"])}.");

    internal sealed class Settings : ApiSettings
    {
        [CommandArgument(0, "<matchers>")]
        [Description("NAME=VALUE ... of model, version, kind, feature, severity: alerts that have all of them.")]
        public string[] Matchers { get; init; } = [];

        [CommandOption("--for <DURATION>", isRequired: true)]
        [Description("How long, such as 2h or 7d.")]
        public required string For { get; init; }

        [CommandOption("--reason <TEXT>", isRequired: true)]
        public required string Reason { get; init; }

        [CommandOption("--by <NAME>")]
        [Description("Default: your user name.")]
        public string? By { get; init; }

        public override ValidationResult Validate()
        {
            if (Matchers.FirstOrDefault(m => m.IndexOf('=') < 1) is { } wrong)
                return ValidationResult.Error($"'{wrong}' is not NAME=VALUE, such as kind=drift.");
            if (Matchers.GroupBy(m => m.Split('=')[0]).FirstOrDefault(g => g.Count() > 1) is { } twice)
                return ValidationResult.Error($"'{twice.Key}' is there twice.");
            return base.Validate();
        }
    }
}
