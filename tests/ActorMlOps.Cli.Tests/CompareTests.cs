using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace ActorMlOps.Cli.Tests;

/// <summary><c>amlops drift compare</c> as analysts meet it, in a process of its own, without a silo.</summary>
public sealed class CompareTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("amlops-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Compare_FilesOfTheSameData_Exit0AndATable()
    {
        var (exitCode, output, error) = await CompareAsync(Write("reference.csv", 0), Write("current.csv", 0));
        Assert.True(exitCode == 0, error);
        Assert.Contains("No drift: none of 2 columns", Flat(output));
        Assert.Contains("psi", output);
    }

    [Fact]
    public async Task Compare_DriftedFiles_Exit2WithWordsJsonAndAPage()
    {
        var (json, html) = (Path.Combine(_directory, "report.json"), Path.Combine(_directory, "report.html"));
        var (exitCode, output, error) = await CompareAsync(
            Write("reference.csv", 0), Write("current.csv", 500), "--json", json, "--html", html, "--dataset-share", "0.2");
        Assert.True(exitCode == 2, error);
        Assert.Contains("The data have drifted: 1 of 2 columns differ", Flat(output));
        var report = JsonNode.Parse(File.ReadAllText(json))!;
        Assert.True(report["dataset"]!["drifted"]!.GetValue<bool>());
        Assert.Equal(["amount", "kind"], report["features"]!.AsArray().Select(f => f!["name"]!.GetValue<string>()));
        Assert.Contains("<h1>The data have drifted", File.ReadAllText(html));
    }

    [Fact]
    public async Task Compare_JsonToStandardOutput_IsAllThatIsThere()
    {
        var (exitCode, output, _) = await CompareAsync(Write("reference.csv", 0), Write("current.csv", 0), "--json", "-", "--mode", "nannyml");
        Assert.Equal(0, exitCode);
        Assert.All(JsonNode.Parse(output)!["features"]!.AsArray(), f => Assert.Equal("js", f!["tests"]!.AsArray().Single()!["method"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("amount", "psi ks", "--method", "psi,ks")]
    [InlineData("amount", "wasserstein-normalized cvm ad mwu", "--method", "wasserstein-normalized,cvm", "--method", "ad,mwu")]
    [InlineData("kind", "js hellinger kl", "--method", "js,hellinger,kl")]
    [InlineData("amount", "ks", "--mode", "evidently")]
    public async Task Compare_MethodsAndModes_RunThoseTests(string column, string methods, params string[] options)
    {
        var (exitCode, output, error) = await CompareAsync(Write("reference.csv", 0), Write("current.csv", 0), ["--json", "-", .. options]);
        Assert.True(exitCode == 0, error);
        var tests = JsonNode.Parse(output)!["features"]!.AsArray().Single(f => f!["name"]!.GetValue<string>() == column)!["tests"]!.AsArray();
        Assert.Equal(methods.Split(' '), tests.Select(t => t!["method"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Compare_ConfigOfAVersion_IsUsedAndOptionsGoFirst()
    {
        var config = Path.Combine(_directory, "config.json");
        File.WriteAllText(config, """{"task":"binary","reference":{"ignore":["kind"]},"drift":{"methods":["js"],"thresholds":{"js":0.9}}}""");
        var (exitCode, output, error) = await CompareAsync(Write("reference.csv", 0), Write("current.csv", 500), "--json", "-", "--config", config);
        Assert.True(exitCode == 0, error);
        var test = Assert.Single(Assert.Single(JsonNode.Parse(output)!["features"]!.AsArray())!["tests"]!.AsArray());
        Assert.Equal(0.9, test!["threshold"]!.GetValue<double>());
        Assert.Equal(2, (await CompareAsync(Write("reference.csv", 0), Write("current.csv", 500), "--config", config, "--threshold", "js=0.1")).ExitCode);
    }

    [Fact]
    public async Task Compare_FileWithoutRows_Exit1WithTheReasonAndAReport()
    {
        var empty = Path.Combine(_directory, "empty.csv");
        File.WriteAllText(empty, "amount,kind\n");
        var (exitCode, output, _) = await CompareAsync(Write("reference.csv", 0), empty, "--json", "-");
        Assert.Equal(1, exitCode);
        Assert.Equal("There are no rows in the current file.", JsonNode.Parse(output)!["reason"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("nowhere.csv can't be read", "nowhere.csv")]
    [InlineData("can't be read", ".")]
    [InlineData("'drift.methods': 'psy' is none of psi, ks", "reference.csv", "--method", "psy")]
    [InlineData("'drift.mode' must be one of default, evidently, nannyml", "reference.csv", "--mode", "other")]
    [InlineData("'drift.correction' must be one of benjaminiHochberg, benjaminiYekutieli, holm", "reference.csv", "--correction", "other")]
    [InlineData("'ignore' names columns that neither file has: amounts", "reference.csv", "--ignore", "amounts")]
    [InlineData("is not METHOD=VALUE", "reference.csv", "--threshold", "psi:0.2")]
    public async Task Compare_WhatCannotBeDone_Exit1WithTheReasonOnStandardError(string expected, string current, params string[] options)
    {
        var (exitCode, output, error) = await CompareAsync(Write("reference.csv", 0), Path.Combine(_directory, current), options);
        Assert.Equal(1, exitCode);
        Assert.Contains(expected, Flat(error), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(output);
    }

    [Fact]
    public async Task ReadmeExample_PastedAsItStands_FindsTheDrift()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "ActorMlOps.sln")))
            root = root.Parent;
        var example = File.ReadAllText(Path.Combine(root.FullName, "README.md")).Split("```sh\n")
            .Single(block => block.Contains("drift compare", StringComparison.Ordinal)).Split("```")[0]
            .Replace(" src/ActorMlOps.Silo/", $" {root.FullName}/src/ActorMlOps.Silo/", StringComparison.Ordinal)
            .Replace("dotnet run -c Release --project src/ActorMlOps.Cli --", $"dotnet {Path.Combine(AppContext.BaseDirectory, "amlops.dll")}", StringComparison.Ordinal);
        var (exitCode, output, error) = await RunAsync("bash", ["-c", example]);
        Assert.True(exitCode == 2, output + error);
        Assert.Contains("The data have drifted", output);
        Assert.True(File.Exists(Path.Combine(_directory, "report.html")));
    }

    private string Write(string name, int moved)
    {
        var path = Path.Combine(_directory, name);
        File.WriteAllLines(path, Enumerable.Range(0, 600)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"{(i * 7 % 600) + moved},{(i % 3 == 0 ? "a" : "b")}")).Prepend("amount,kind"));
        return path;
    }

    // Lines are wrapped where the terminal ends.
    private static string Flat(string text) => string.Join(' ', text.Split((char[])[' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private Task<(int ExitCode, string Output, string Error)> CompareAsync(string reference, string current, params string[] options) =>
        RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "amlops.dll"), "drift", "compare", reference, current, .. options]);

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _directory,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return (process.ExitCode, await output, await error);
    }
}
