namespace ActorMlOps.Conventions.Tests;

/// <summary>Who may know whom. A part that needs more is cut wrong, or the law is: change it here, with a reason.</summary>
public class DependencyLawTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["ActorMlOps.Statistics"] = [],
        ["ActorMlOps.Tables"] = [],
        // Joins the two for whoever compares files: the command line, which needs no server, and the HTTP API.
        ["ActorMlOps.Compare"] = ["ActorMlOps.Statistics", "ActorMlOps.Tables"],
        ["ActorMlOps.Inference"] = [],
        ["ActorMlOps.Abstractions"] = [],
        ["ActorMlOps.Client"] = ["ActorMlOps.Abstractions", "ActorMlOps.Tables"],
        ["ActorMlOps.Grains"] = ["ActorMlOps.Abstractions", "ActorMlOps.Inference", "ActorMlOps.Statistics", "ActorMlOps.Tables"],
        ["ActorMlOps.Api"] = ["ActorMlOps.Abstractions", "ActorMlOps.Client", "ActorMlOps.Compare", "ActorMlOps.Statistics", "ActorMlOps.Tables"],
        ["ActorMlOps.Cli"] = ["ActorMlOps.Compare", "ActorMlOps.Statistics", "ActorMlOps.Tables"],
        ["ActorMlOps.Silo"] = ["ActorMlOps.Abstractions", "ActorMlOps.Api", "ActorMlOps.Client", "ActorMlOps.Grains", "ActorMlOps.Inference", "ActorMlOps.Statistics", "ActorMlOps.Tables"],
    };

    /// <summary>Packages that tie a project to Orleans, a store or the network.</summary>
    private static readonly Dictionary<string, string[]> Forbidden = new()
    {
        ["ActorMlOps.Statistics"] = ["Microsoft.Orleans", "Microsoft.Extensions", "Microsoft.ML"],
        ["ActorMlOps.Compare"] = ["Microsoft.Orleans", "Microsoft.Extensions", "Microsoft.ML"],
        ["ActorMlOps.Tables"] = ["Microsoft.Orleans", "Microsoft.ML"],
        ["ActorMlOps.Inference"] = ["Microsoft.Orleans"],
        ["ActorMlOps.Grains"] = ["Microsoft.Data", "Npgsql", "StackExchange", "Microsoft.Orleans.Persistence", "Microsoft.Orleans.Clustering"],
        ["ActorMlOps.Api"] = ["Microsoft.Data", "Npgsql", "StackExchange", "Microsoft.Orleans.Persistence", "Microsoft.Orleans.Clustering"],
    };

    [Fact]
    public void Projects_OfTheSourceFolder_AreAllUnderTheLaw() =>
        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), Repository.Projects("src").Select(p => Path.GetFileNameWithoutExtension(p)!).Order(StringComparer.Ordinal));

    [Fact]
    public void References_OfEveryProject_AreAllowed()
    {
        var broken =
            from project in Repository.Projects("src")
            let name = Path.GetFileNameWithoutExtension(project)
            from reference in Repository.References(project)
            where !Allowed[name].Contains(reference)
            select $"{name} -> {reference}";
        Assert.Empty(broken);
    }

    [Fact]
    public void Packages_OfPureProjects_TieThemToNothing()
    {
        var broken =
            from project in Repository.Projects("src")
            let name = Path.GetFileNameWithoutExtension(project)
            from package in System.Xml.Linq.XDocument.Load(project).Descendants("PackageReference").Select(p => p.Attribute("Include")!.Value)
            where Forbidden.GetValueOrDefault(name, []).Any(f => package.StartsWith(f, StringComparison.Ordinal))
            select $"{name} -> {package}";
        Assert.Empty(broken);
    }

    [Fact]
    public void EverySourceProject_HasATestProjectOfItsName()
    {
        var tested = Repository.Projects("tests").Select(p => Path.GetFileNameWithoutExtension(p)).ToHashSet();
        Assert.All(Allowed.Keys, project => Assert.Contains($"{project}.Tests", tested));
    }
}
