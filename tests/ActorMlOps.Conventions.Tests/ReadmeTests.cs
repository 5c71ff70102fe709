using System.Text.RegularExpressions;

namespace ActorMlOps.Conventions.Tests;

public partial class ReadmeTests
{
    [Fact]
    public void Links_OfEveryDocument_LeadSomewhere()
    {
        var documents = Directory.EnumerateFiles(Repository.Root, "*.md")
            .Concat(new[] { "silo-config", "docker", "loadtests", "src" }
                .SelectMany(f => Directory.EnumerateFiles(Path.Combine(Repository.Root, f), "*.md", SearchOption.AllDirectories)))
            .Where(f => !Repository.Relative(f).Split('/').Any(part => part is "obj" or "bin"))
            .ToList();
        var dead =
            from document in documents
            from Match link in Link().Matches(File.ReadAllText(document))
            let target = link.Groups[1].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
            let path = Path.Combine(Path.GetDirectoryName(document)!, target)
            where !File.Exists(path) && !Directory.Exists(path)
            select $"{Repository.Relative(document)} -> {target}";
        Assert.NotEmpty(documents);
        Assert.Empty(dead);
    }

    [Fact]
    public void PathOfOnePrediction_NamesATypeThatItsFileDeclares()
    {
        var steps = PathStep().Matches(File.ReadAllText(Path.Combine(Repository.Root, "README.md")));
        Assert.True(steps.Count >= 6, $"The table of the path has {steps.Count} steps.");
        foreach (Match step in steps)
        {
            var (type, file) = (step.Groups[1].Value, step.Groups[2].Value);
            Assert.Matches($@"\b(class|record|interface|struct)\s+{type}\b", File.ReadAllText(Path.Combine(Repository.Root, file)));
        }
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\| \d+ .*?\[`(\w+)`\]\((src/[^)]+\.cs)\)", RegexOptions.Multiline)]
    private static partial Regex PathStep();
}
