using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ActorMlOps.Cli.Tests;

/// <summary>The command line as its users meet it, in a process of its own, without a silo.</summary>
public class AmlopsTests
{
    [Fact]
    public async Task Help_WithoutASilo_NamesEveryCommand()
    {
        var (exitCode, output, _) = await RunAsync("--help");
        Assert.Equal(0, exitCode);
        foreach (var command in new[] { "models", "register", "batch", "traffic", "rollout", "drift", "performance", "silos", "alerts", "silences" })
            Assert.Contains(command, output);
    }

    [Theory]
    [InlineData("'2:5' is not VERSION=WEIGHT", "traffic", "prices", "2:5")]
    [InlineData("'jump' is none of approve", "rollout", "prices", "r1", "jump")]
    [InlineData("'drift' is not NAME=VALUE", "silences", "add", "drift", "--for", "2h", "--reason", "x")]
    [InlineData("--url: 'localhost' is not an address", "models", "--url", "localhost")]
    public async Task WrongArguments_OfAnyCommand_AreNamedOnStandardError(string expected, params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync(arguments);
        Assert.Equal(1, exitCode);
        Assert.Contains(expected, error.ReplaceLineEndings(" "));
        Assert.Empty(output);
    }

    [Fact]
    public async Task Models_WithoutASilo_SaysHowToNameOne()
    {
        var (exitCode, output, error) = await RunAsync("models", "--url", $"http://127.0.0.1:{FreePort()}");
        Assert.Equal(1, exitCode);
        Assert.Contains("can't be reached", error);
        Assert.Contains("--url", error);
        Assert.Empty(output);
    }

    [Fact]
    public async Task Register_MissingFile_NamesIt()
    {
        var (exitCode, _, error) = await RunAsync("register", "prices", "1", "/nowhere/model.onnx");
        Assert.Equal(1, exitCode);
        Assert.Contains("/nowhere/model.onnx", error.ReplaceLineEndings(""));
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "amlops.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return (process.ExitCode, await output, await error);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
