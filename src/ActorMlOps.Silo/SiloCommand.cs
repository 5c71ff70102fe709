using ActorMlOps.Silo.Demo;
using ActorMlOps.Silo.Hosting;
using ActorMlOps.Silo.Settings;

namespace ActorMlOps.Silo;

/// <summary>Runs the silo until it is told to stop (SIGTERM, SIGINT).</summary>
internal static class SiloCommand
{
    private const int Failed = 1;
    private const int WrongSettings = 2;
    private const int CannotStart = 3;

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        await using var app = SiloHost.Build(args);
        await app.RunAsync();
        return 0;
    }

    /// <summary>Runs a command; what its operator can mend is told without a stack trace.</summary>
    public static async Task<int> GuardAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
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
        catch (DemoException failure)
        {
            await Console.Error.WriteLineAsync($"The sample stopped. {failure.Message}");
            return Failed;
        }
    }
}
