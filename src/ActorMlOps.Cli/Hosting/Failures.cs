using ActorMlOps.Compare;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ActorMlOps.Cli.Hosting;

/// <summary>What goes wrong, told in one line on standard error: output stays fit for a pipe.</summary>
internal static class Failures
{
    private const int ExitCode = 1;

    public static int Tell(Exception failure)
    {
        var message = failure switch
        {
            HttpRequestException http => $"The silo can't be reached: {http.Message} Start it, or name another one with --url or ACTORMLOPS_URL.",
            TaskCanceledException => "The silo did not answer in time.",
            CommandAppException or ApiException or ComparisonException or IOException or UnauthorizedAccessException => failure.Message,
            _ => failure.ToString(),
        };
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }).WriteLine(message);
        return ExitCode;
    }
}
