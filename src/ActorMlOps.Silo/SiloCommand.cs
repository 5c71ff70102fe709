using ActorMlOps.Silo.Hosting;
using ActorMlOps.Silo.Settings;

namespace ActorMlOps.Silo;

/// <summary>Runs the silo until it is told to stop (SIGTERM, SIGINT).</summary>
internal static class SiloCommand
{
    private const int WrongSettings = 2;
    private const int CannotStart = 3;

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var app = SiloHost.Build(args);
            await app.RunAsync();
            return 0;
        }
        catch (SettingsException wrong)
        {
            await Console.Error.WriteLineAsync($"Not started, {wrong.Errors.Count} of the settings are wrong:");
            foreach (var error in wrong.Errors) await Console.Error.WriteLineAsync($"- {error}");
            return WrongSettings;
        }
        catch (StartupException failure)
        {
            await Console.Error.WriteLineAsync($"Not started. {failure.Message}");
            return CannotStart;
        }
    }
}
