using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ActorMlOps.Conventions.Tests;

public partial class TreeTests
{
    private const int MostLines = 400;

    [Fact]
    public void Solution_HoldsEveryProject()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "ActorMlOps.sln")).Replace('\\', '/');
        var projects = new[] { "src", "tests", "loadtests" }.SelectMany(Repository.Projects).Select(Repository.Relative);
        Assert.All(projects, project => Assert.Contains(project, solution, StringComparison.Ordinal));
    }

    [Fact]
    public void PackageVersions_StandInOnePlace()
    {
        var elsewhere =
            from project in new[] { "src", "tests", "loadtests" }.SelectMany(Repository.Projects)
            from package in XDocument.Load(project).Descendants("PackageReference")
            where package.Attribute("Version") is not null || package.Attribute("VersionOverride") is not null
            select $"{Repository.Relative(project)}: {package.Attribute("Include")!.Value}";
        Assert.Empty(elsewhere);
    }

    [Fact]
    public void Sources_AreFreeOfLooseEnds()
    {
        var loose =
            from file in Repository.Sources("src", "tests", "loadtests")
            where Path.GetFileName(file) != "TreeTests.cs"
            from line in File.ReadLines(file)
            where LooseEnd().IsMatch(line)
            select $"{Repository.Relative(file)}: {line.Trim()}";
        Assert.Empty(loose);
    }

    [Fact]
    public void Sources_AreShortEnoughToReadAtOnce() =>
        Assert.Empty(Repository.Sources("src", "tests", "loadtests").Where(f => File.ReadLines(f).Count() > MostLines).Select(Repository.Relative));

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b|\bSkip\s*=\s*""|Thread\.Sleep")]
    private static partial Regex LooseEnd();
}
