using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ActorMlOps.Cli.Hosting;

/// <summary>Asks a silo, then shows the answer as it is (<c>--json</c>) or as a table.</summary>
internal abstract class ApiCommand<TSettings> : AsyncCommand<TSettings> where TSettings : ApiSettings
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public override async Task<int> ExecuteAsync(CommandContext context, TSettings settings, CancellationToken cancellationToken)
    {
        using var api = new Api(settings.Address);
        var answer = await AskAsync(api, settings, cancellationToken);
        if (settings.Json)
            Console.WriteLine(answer.ToJsonString(Indented));
        else
            Show(answer, settings);
        return ExitCode(answer);
    }

    protected abstract Task<JsonNode> AskAsync(Api api, TSettings settings, CancellationToken cancellationToken);

    protected abstract void Show(JsonNode answer, TSettings settings);

    protected virtual int ExitCode(JsonNode answer) => 0;

    protected static string Text(JsonNode? node) => Markup.Escape(node?.ToString() ?? "");

    protected static string Number(JsonNode? node) => node?.GetValue<double>().ToString("G4", CultureInfo.InvariantCulture) ?? "-";

    protected static Table Table(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in columns)
            table.AddColumn(column);
        return table;
    }
}
