using ActorMlOps.LoadTests.Fuzz;
using CsCheck;

namespace ActorMlOps.LoadTests.Tests.Fuzz;

public class FuzzCasesTests
{
    private static readonly IReadOnlyList<FuzzModel> Models = FuzzModel.Read();

    [Fact]
    public void Case_SameSeedAndNumber_IsTheSame() =>
        Gen.Select(Gen.Long[0, 1_000_000], Gen.Long[0, 1_000_000_000]).Sample(
            (seed, number) =>
            {
                var (one, other) = (new FuzzCases(seed, Models)[number], new FuzzCases(seed, Models)[number]);
                return one.Path == other.Path && one.ContentType == other.ContentType && one.Body.AsSpan().SequenceEqual(other.Body)
                    && one.Headers.SequenceEqual(other.Headers);
            },
            iter: 2_000);

    [Fact]
    public void Case_OtherNumberOrSeed_IsAnother()
    {
        var (cases, others) = (new FuzzCases(1, Models), new FuzzCases(2, Models));

        var bodies = Enumerable.Range(0, 500).SelectMany(n => new[] { cases[n], others[n] })
            .Select(c => c.Path + Convert.ToBase64String(c.Body)).ToList();

        Assert.InRange(bodies.Distinct().Count(), bodies.Count * 95 / 100, bodies.Count);
    }

    [Fact]
    public void Requests_OfTheModels_AreValidTensors() => Assert.All(Models, model => Assert.All(model.Inputs, input =>
        Assert.Equal(input!["shape"]!.AsArray().Aggregate(1L, (product, size) => product * (long)size!), input["data"]!.AsArray().Count)));
}
