using System.Text.Json.Nodes;
using ActorMlOps.Cli.Hosting;
using Spectre.Console;

namespace ActorMlOps.Cli.Registry;

internal sealed class ModelsCommand : ApiCommand<ApiSettings>
{
    protected override Task<JsonNode> AskAsync(Api api, ApiSettings settings, CancellationToken cancellationToken) =>
        api.GetAsync("api/models", cancellationToken);

    protected override void Show(JsonNode answer, ApiSettings settings)
    {
        var table = Table("Model", "Stable", "Versions");
        foreach (var model in answer["models"]!.AsArray())
            table.AddRow(Text(model!["name"]), Text(model["stable"]), Markup.Escape(string.Join(", ", model["versions"]!.AsArray().Select(v => v!.ToString()))));
        AnsiConsole.Write(table);
    }
}
