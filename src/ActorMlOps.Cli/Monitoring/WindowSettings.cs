using System.ComponentModel;
using ActorMlOps.Cli.Hosting;
using Spectre.Console.Cli;

namespace ActorMlOps.Cli.Monitoring;

/// <summary>Which version, and which window of it.</summary>
internal class WindowSettings : ApiSettings
{
    [CommandArgument(0, "<model>")]
    public required string Model { get; init; }

    [CommandArgument(1, "<version>")]
    public required string Version { get; init; }

    [CommandOption("--window <DURATION>")]
    [Description("The last 90s, 5m, 1h, 8d; default 1h.")]
    public string? Window { get; init; }

    [CommandOption("--rows <N>")]
    [Description("The newest rows instead.")]
    public long? Rows { get; init; }

    [CommandOption("--offset <N>")]
    [Description("With --rows: the number of the first one.")]
    public long? Offset { get; init; }

    public string Path(string report)
    {
        var query = new List<string>();
        if (Window is not null)
            query.Add($"window={Uri.EscapeDataString(Window)}");
        if (Rows is not null)
            query.Add($"rows={Rows}");
        if (Offset is not null)
            query.Add($"offset={Offset}");
        return $"api/models/{Uri.EscapeDataString(Model)}/versions/{Uri.EscapeDataString(Version)}/{report}?{string.Join('&', query)}";
    }
}
