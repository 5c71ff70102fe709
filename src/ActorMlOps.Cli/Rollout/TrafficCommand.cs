using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Nodes;
using ActorMlOps.Cli.Hosting;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ActorMlOps.Cli.Rollout;

internal sealed class TrafficCommand : ApiCommand<TrafficCommand.Settings>
{
    protected override Task<JsonNode> AskAsync(Api api, Settings settings, CancellationToken cancellationToken)
    {
        var path = $"api/models/{Uri.EscapeDataString(settings.Model)}/traffic";
        return settings.Split.Length == 0
            ? api.GetAsync(path, cancellationToken)
            : api.PutAsync(path, new { variants = settings.Split.Select(Variant), shadows = settings.Shadows }, cancellationToken);
    }

    protected override void Show(JsonNode answer, Settings settings)
    {
        var table = Table("Version", "Weight", "Role");
        foreach (var variant in answer["variants"]!.AsArray())
            table.AddRow(Text(variant!["version"]), Number(variant["weight"]), Text(variant["role"]));
        foreach (var shadow in answer["shadows"]!.AsArray())
            table.AddRow(Text(shadow), "", "shadow");
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLine($"Epoch {Text(answer["epoch"])}.");
    }

    private static object Variant(string text)
    {
        var (version, weight) = Parse(text)!.Value; // Validate has seen it.
        return new { version, weight };
    }

    private static (string Version, double Weight)? Parse(string text) =>
        text.Split('=') is [{ Length: > 0 } version, var weight] && double.TryParse(weight, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? (version, value)
            : null;

    internal sealed class Settings : ApiSettings
    {
        [CommandArgument(0, "<model>")]
        public required string Model { get; init; }

        [CommandArgument(1, "[split]")]
        [Description("VERSION=WEIGHT ...; without it the split is shown.")]
        public string[] Split { get; init; } = [];

        [CommandOption("--shadow <VERSION>")]
        [Description("A version that gets copies; may be given again.")]
        public string[] Shadows { get; init; } = [];

        public override ValidationResult Validate() => Split.FirstOrDefault(s => Parse(s) is null) is { } wrong
            ? ValidationResult.Error($"'{wrong}' is not VERSION=WEIGHT, such as 2=5.")
            : base.Validate();
    }
}
