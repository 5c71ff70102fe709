using System.Runtime.CompilerServices;
using ActorMlOps.Statistics.Tests.Support;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace ActorMlOps.Statistics.Tests;

/// <summary>Every golden file has cases, and a test that names it; the run tells how many.</summary>
public sealed class GoldenFilesTests(GoldenFilesTests.Printer printer) : IClassFixture<GoldenFilesTests.Printer>
{
    [Fact]
    public void GoldenFiles_EveryOne_HasCasesAndATestThatWalksThem()
    {
        var sources = Directory.EnumerateFiles(Path.GetDirectoryName(ThisFile())!, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "GoldenFilesTests.cs")
            .Select(File.ReadAllText)
            .ToList();
        var files = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Golden"), "*.json").Select(f => Path.GetFileName(f)!).Order().ToList();
        Assert.True(files.Count >= 15, $"There are {files.Count} golden files.");
        var total = 0;
        foreach (var file in files)
        {
            var cases = Golden.Cases(file).Count;
            Assert.True(cases > 0, $"{file} has no cases.");
            Assert.Contains(sources, source => source.Contains($"\"{file}\"", StringComparison.Ordinal));
            printer.Print($"{file}: {cases} cases");
            total += cases;
        }

        printer.Print($"{files.Count} golden files, {total} cases");
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    /// <summary>Prints even where passed tests are silent.</summary>
    public sealed class Printer(IMessageSink sink)
    {
        public void Print(string line) => sink.OnMessage(new DiagnosticMessage(line));
    }
}
