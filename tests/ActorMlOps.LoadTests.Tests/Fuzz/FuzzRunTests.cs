using ActorMlOps.LoadTests.Fuzz;

namespace ActorMlOps.LoadTests.Tests.Fuzz;

public class FuzzRunTests
{
    private const long Seed = 1;
    private const long Cases = 20_000;

    [Fact]
    public async Task Silo_TwentyThousandBadRequests_RefusesThemAndServesOn()
    {
        var models = FuzzModel.Read();
        var run = new FuzzRun(new(Seed, models), models);

        await run.RunAsync(first: 0, Cases, _ => { });

        Assert.True(run.Failed == 0, string.Join(Environment.NewLine, run.Findings.Select(Shown)));
        Assert.Equal(Cases, run.Done);
        // Cases of every kind get through to where good input goes: they are not all refused by the first check.
        var kinds = run.Answers.Keys.Select(a => a.Kind).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(["binary", "grpc", "json", "onnx", "tables"], kinds);
        Assert.All(kinds, kind => Assert.Contains(run.Answers.Keys, a => a.Kind == kind && a.Answer is "200" or "201" or "grpc 0"));
    }

    private static string Shown(Finding finding) =>
        $"{finding.What}{Environment.NewLine}  repeat: loadtests fuzz --seed {Seed} --first {finding.Case.Number} --cases 1; "
        + $"{finding.Case.Method} {finding.Case.Path}, {finding.Case.ContentType}, {string.Join(", ", finding.Case.Headers)}, "
        + $"body {Convert.ToBase64String(finding.Case.Body)}";
}
