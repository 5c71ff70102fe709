using System.Text.Json.Nodes;
using ActorMlOps.Cli.Hosting;
using Spectre.Console;

namespace ActorMlOps.Cli.Monitoring.Alerts;

internal sealed class SilencesCommand : ApiCommand<ApiSettings>
{
    protected override Task<JsonNode> AskAsync(Api api, ApiSettings settings, CancellationToken cancellationToken) =>
        api.GetAsync("api/silences", cancellationToken);

    protected override void Show(JsonNode answer, ApiSettings settings)
    {
        var table = Table("Id", "Of", "Until", "By", "Reason");
        foreach (var silence in answer["silences"]!.AsArray())
        {
            table.AddRow(
                Text(silence!["id"]), Markup.Escape(Matchers(silence)), Text(silence["expiresAt"]), Text(silence["by"]), Text(silence["reason"]));
        }
        AnsiConsole.Write(table);
    }

    internal static string Matchers(JsonNode silence) =>
        string.Join(' ', silence["matchers"]!.AsObject().Where(m => m.Value is not null).Select(m => $"{m.Key}={m.Value}"));
}
