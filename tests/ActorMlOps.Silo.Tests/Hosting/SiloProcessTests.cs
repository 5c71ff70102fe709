using System.Diagnostics;
using ActorMlOps.Silo.Hosting;
using ActorMlOps.Testing;

namespace ActorMlOps.Silo.Tests.Hosting;

/// <summary>The executable as an operator meets it.</summary>
public sealed class SiloProcessTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Terminate_RunningSilo_ExitsWithZeroAndFreesTheData()
    {
        await using var silo = await SiloProcess.StartReadyAsync(_directory["data"]);
        using var http = new HttpClient();
        var metrics = await http.GetStringAsync(new Uri(silo.Url, "/metrics"));

        var exit = await silo.TerminateAsync();

        Assert.Equal(0, exit);
        Assert.Contains("orleans_", metrics, StringComparison.Ordinal);
        Assert.Contains("Stopping", silo.Output, StringComparison.Ordinal);
        DataDirectory.Hold(_directory["data"]).Dispose();
    }

    [Fact]
    public async Task Start_AfterAKill_TakesTheDataOver()
    {
        await using (var killed = await SiloProcess.StartReadyAsync(_directory["data"])) await killed.KillAsync();

        await using var next = await SiloProcess.StartReadyAsync(_directory["data"]);

        Assert.Equal(0, await next.TerminateAsync());
    }

    [Fact]
    public async Task Start_DataInUse_IsRefusedAndNamesTheHolder()
    {
        await using var first = await SiloProcess.StartReadyAsync(_directory["data"]);

        await using var second = SiloProcess.Start(_directory["data"]);

        Assert.Equal(3, await second.ExitAsync());
        Assert.Contains($"is in use by process {first.Id}.", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PortsInUse_IsRefusedAndNamesThemAll()
    {
        await using var first = await SiloProcess.StartReadyAsync(_directory["one"]);

        await using var second = SiloProcess.Start(
            _directory["two"], ["--silo-port", $"{first.SiloPort}", "--gateway-port", $"{first.GatewayPort}", "--urls", first.Url.ToString()]);

        Assert.Equal(3, await second.ExitAsync());
        Assert.Contains($"silo port {first.SiloPort} cannot be used", second.Output, StringComparison.Ordinal);
        Assert.Contains($"gateway port {first.GatewayPort} cannot be used", second.Output, StringComparison.Ordinal);
        Assert.Contains($"HTTP port {first.Url.Port} cannot be used", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WrongSettings_ExitsWithTwoListingAllBeforeAnythingIsMade()
    {
        await using var silo = SiloProcess.Start(
            _directory["data"], ["--silo-port", "none", "--bogus"], new Dictionary<string, string> { ["ActorMlOps__Telemetry__TraceRatio"] = "2" });

        Assert.Equal(2, await silo.ExitAsync());
        Assert.Contains("3 of the settings are wrong", silo.Output, StringComparison.Ordinal);
        Assert.Contains("- ActorMlOps:SiloPort: 'none'", silo.Output, StringComparison.Ordinal);
        Assert.Contains("- --bogus: no such argument", silo.Output, StringComparison.Ordinal);
        Assert.Contains("- ActorMlOps:Telemetry:TraceRatio: '2'", silo.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_directory["data"]));
    }

    [Fact]
    public async Task Help_Asked_PrintsTheUsageAndTheProfiles()
    {
        using var help = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "ActorMlOps.Silo.dll"), "--help" },
            RedirectStandardOutput = true,
        })!;
        var text = await help.StandardOutput.ReadToEndAsync();
        await help.WaitForExitAsync();

        Assert.Equal(0, help.ExitCode);
        Assert.Contains("--gateway-port", text, StringComparison.Ordinal);
        Assert.Contains("embedded", text, StringComparison.Ordinal);
    }
}
