using System.ComponentModel;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ActorMlOps.Cli.Hosting;

/// <summary>Options of every command that asks a silo.</summary>
internal class ApiSettings : CommandSettings
{
    [CommandOption("--url <URL>")]
    [Description("Address of a silo; default: the variable ACTORMLOPS_URL, else http://127.0.0.1:5080.")]
    public string? Url { get; init; }

    [CommandOption("--json")]
    [Description("Prints the silo's answer as it is.")]
    public bool Json { get; init; }

    public Uri Address => new(Url ?? Environment.GetEnvironmentVariable("ACTORMLOPS_URL") ?? "http://127.0.0.1:5080");

    public override ValidationResult Validate() =>
        Uri.TryCreate(Url ?? "http://127.0.0.1:5080", UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? ValidationResult.Success()
            : ValidationResult.Error($"--url: '{Url}' is not an address such as http://127.0.0.1:5080.");
}
