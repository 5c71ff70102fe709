using System.ComponentModel;
using System.Text.Json.Nodes;
using ActorMlOps.Cli.Hosting;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ActorMlOps.Cli.Registry;

internal sealed class RegisterCommand : ApiCommand<RegisterCommand.Settings>
{
    protected override async Task<JsonNode> AskAsync(Api api, Settings settings, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent();
        form.Add(new StreamContent(File.OpenRead(settings.File)), "model", Path.GetFileName(settings.File));
        if (settings.Reference is { } reference)
            form.Add(new StreamContent(File.OpenRead(reference)), "reference", Path.GetFileName(reference));
        if (settings.Config is { } config)
            form.Add(new StringContent(await File.ReadAllTextAsync(config, cancellationToken)), "config");
        return await api.PutAsync($"api/models/{Uri.EscapeDataString(settings.Model)}/versions/{Uri.EscapeDataString(settings.Version)}", form, cancellationToken);
    }

    protected override void Show(JsonNode answer, Settings settings)
    {
        AnsiConsole.MarkupLine($"{Text(answer["model"])} {Text(answer["version"])} is registered ({Text(answer["task"])}, SHA-256 {Text(answer["modelSha256"])}).");
        foreach (var warning in answer["warnings"]?.AsArray() ?? [])
            AnsiConsole.MarkupLine($"[yellow]{Text(warning)}[/]");
    }

    internal sealed class Settings : ApiSettings
    {
        [CommandArgument(0, "<model>")]
        public required string Model { get; init; }

        [CommandArgument(1, "<version>")]
        public required string Version { get; init; }

        [CommandArgument(2, "<file>")]
        [Description("The ONNX file.")]
        public required string File { get; init; }

        [CommandOption("--reference <FILE>")]
        [Description("CSV (also gzip) to compare with.")]
        public string? Reference { get; init; }

        [CommandOption("--config <FILE>")]
        [Description("JSON that names task, features, outputs, label column.")]
        public string? Config { get; init; }
    }
}
