using ActorMlOps.Client;
using ActorMlOps.Grains.Hosting;
using ActorMlOps.Silo.Hosting;
using ActorMlOps.Silo.Settings;
using Spectre.Console;

namespace ActorMlOps.Silo.Demo;

/// <summary>
/// The sample: a silo of its own, real models, real rows as live traffic through the grain client. Everything it tells is read from
/// the HTTP API, as anybody could.
/// </summary>
internal static class DemoCommand
{
    private const string Exit = "--exit";

    /// <param name="args">Those of the silo, and <c>--exit</c>: stop after the last act.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var loaded = SettingsLoader.Load([.. args.Where(a => a != Exit)], Profiles.OfThisProcess, Hurried);
        using var scratch = new ScratchDirectory();
        var settings = loaded.Silo with
        {
            Data = scratch.Path,
            // An alert that pages is logged as an error; here it is told in the list at the end.
            Telemetry = loaded.Silo.Telemetry with { LogLevel = LogLevel.Critical },
        };
        await using var app = SiloHost.Build(settings, loaded.Configuration);
        await app.StartAsync();
        var stopping = app.Lifetime.ApplicationStopping;
        var url = new Uri(app.Urls.First());
        var console = DemoConsole.Create();
        console.MarkupLine($"[bold]ActorMlOps[/] is up at [link]{url}[/]; its data lie in {scratch.Path} and go with it.");
        try
        {
            using var api = new DemoApi(url, app.Services.GetRequiredService<TimeProvider>(), stopping);
            var client = app.Services.GetRequiredService<IModelClient>();
            await new ElectricityStory(console, api, client, stopping).TellAsync();
            await new CensusStory(console, api, client, stopping).TellAsync();
            await new AlertList(console, api).ShowAsync();
            ShowDoors(console, url);
            if (!args.Contains(Exit))
            {
                console.MarkupLine("It keeps serving; Ctrl-C ends it.");
                await app.WaitForShutdownAsync(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            console.MarkupLine("Stopped before the end.");
        }
        await app.StopAsync();
        return 0;
    }

    /// <summary>Two and a half years pass in half a minute: alert rules are evaluated as often as they can be.</summary>
    private static void Hurried(IConfigurationBuilder settings) => settings
        .AddInMemoryCollection([new($"{AlertOptions.SectionName}:{nameof(AlertOptions.EvaluateSeconds)}", "1")])
        .AddEnvironmentVariables();

    private static void ShowDoors(IAnsiConsole console, Uri url)
    {
        console.Write(new Rule("[bold]Look for yourself[/]").LeftJustified());
        string[] doors =
        [
            "api/models",
            $"api/models/{ElectricityStory.Model}/traffic",
            $"api/models/{ElectricityStory.Model}/rollouts",
            $"api/models/{ElectricityStory.Model}/versions/v2/drift?rows=2000",
            $"api/models/{ElectricityStory.Model}/versions/v1/performance?window=1h",
            $"api/models/{CensusStory.Model}/versions/v3/performance?window=1h&segment=sex",
            $"v2/models/{CensusStory.Model}",
            "api/alerts",
            "api/alerts/rules",
            "openapi/v1.json",
            "metrics",
        ];
        foreach (var door in doors)
            console.WriteLine(new Uri(url, door).ToString());
    }

    /// <summary>A directory that goes with the sample: what it makes must not mix with real data.</summary>
    private sealed class ScratchDirectory : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("actormlops-demo-").FullName;

        public void Dispose()
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(Path, recursive: true);
        }
    }
}
