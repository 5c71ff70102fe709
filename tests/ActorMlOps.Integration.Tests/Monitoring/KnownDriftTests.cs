using System.Text.Json.Nodes;
using ActorMlOps.Integration.Tests.Api;
using ActorMlOps.Integration.Tests.Performance;
using Xunit.Abstractions;

namespace ActorMlOps.Integration.Tests.Monitoring;

/// <summary>Real rows whose drift is known, observed in their order on a running silo.</summary>
[Collection(ApiCollection.Name)]
public sealed class KnownDriftTests(ApiFixture fixture, ITestOutputHelper output)
{
    private static readonly string[] Joined = ["transfer", "vicdemand", "vicprice"];

    [Fact]
    public async Task Elec2_JoinOfTheVictorianMarket_IsNamedInTheChunkThatHoldsItAndNotBefore()
    {
        const int Chunk = 2_000, Reference = 10_000, Join = 17_424;
        var table = new Table("Demo", "Data", "elec2", "elec2.csv.gz");
        string[] columns = ["period", "nswprice", "nswdemand", "vicprice", "vicdemand", "transfer"];
        string Rows(int first, int rows) => string.Join(',', columns) + "\n"
            + Watched.Lines(rows, r => string.Join(',', columns.Select(c => table[c][first + r])));
        var elec2 = new Watched(fixture.Client, "drift.elec2");
        await fixture.Client.RegisteredAsync("drift.elec2", "1", Material.Model("elec2", "v1"), Rows(0, Reference), """{"task":"binary"}""");

        for (var first = Reference; first < 20_000; first += Chunk)
        {
            await elec2.ObserveAsync(Rows(first, Chunk));
            var report = await elec2.GetAsync($"drift?rows={Chunk}&offset={first - Reference}");
            Assert.Equal(Chunk, (int)report["window"]!["rows"]!);
            var drifted = Watched.Drifted(report);
            output.WriteLine($"{first}: {string.Join(", ", drifted)}");
            Assert.Equal(first + Chunk > Join ? Joined : [], drifted.Intersect(Joined).Order());
        }
    }

    [Fact]
    public async Task Adult_RowsWithoutDrift_AreQuiet_AndSelectedRowsNameWhatWasSelected()
    {
        var table = new Table("Demo", "Data", "adult", "adult.csv.gz");
        string[] columns =
        [
            "age", "education_num", "hours_per_week", "capital_gain", "capital_loss", "workclass", "marital_status", "occupation", "relationship",
            "race", "sex",
        ];
        string Partition(string name) => string.Join(',', columns) + "\n" + string.Concat(Enumerable.Range(0, table.Rows)
            .Where(r => table["partition"][r] == name)
            .Select(r => string.Join(',', columns.Select(c => table[c][r])) + "\n"));
        foreach (var (model, part) in new[] { ("drift.adult.ok", "current_ok"), ("drift.adult.drift", "current_drift") })
        {
            await fixture.Client.RegisteredAsync(model, "1", Material.Model("adult_income", "v1"), Partition("reference"), """{"task":"binary"}""");
            await new Watched(fixture.Client, model).ObserveAsync(Partition(part));
        }

        var ok = await new Watched(fixture.Client, "drift.adult.ok").GetAsync("drift?rows=9780&offset=0");
        Assert.Equal(9_780, (int)ok["window"]!["rows"]!);
        Assert.Empty(Watched.Drifted(ok));
        Assert.False((bool)ok["dataset"]!["drifted"]!);

        var drift = await new Watched(fixture.Client, "drift.adult.drift").GetAsync("drift?rows=3316&offset=0");
        Assert.Equal(["age"], Watched.Drifted(drift, "psi"));
        string[] named = [.. Watched.Drifted(drift, "ks"), .. Watched.Drifted(drift, "chi2")];
        output.WriteLine(string.Join(", ", named));
        Assert.Subset(named.ToHashSet(), new HashSet<string> { "age", "hours_per_week", "marital_status", "sex" });
        Assert.DoesNotContain("race", Watched.Drifted(drift));
    }

    [Fact]
    public async Task EmploymentMa_InItsOwnOrder_NamesRelpWhenItsCodesChangeAndNothingBefore()
    {
        const int Chunk = 10_000;
        string[] columns = ["AGEP", "SCHL", "MAR", "RELP", "SEX"];
        var config = new JsonObject
        {
            ["task"] = "none",
            ["features"] = new JsonArray([.. columns.Select((c, i) => new JsonObject { ["name"] = c, ["column"] = i, ["kind"] = i == 0 ? "numeric" : "categorical" })]),
            ["drift"] = new JsonObject { ["methods"] = new JsonArray("psi") },
        };
        string Rows(Table table, int first, int rows) => string.Join(',', columns) + "\n"
            + Watched.Lines(rows, r => string.Join(',', columns.Select(c => table[c][first + r])));
        var reference = new Table("Golden", "employment_ma_features", "reference.csv.gz");
        var analysis = new Table("Golden", "employment_ma_features", "analysis.csv.gz");
        var employment = new Watched(fixture.Client, "drift.employment");
        await employment.RegisterAsync(columns.Length, Rows(reference, 0, reference.Rows), config.ToJsonString());

        await employment.ObserveAsync(Rows(analysis, 0, Chunk));
        await employment.ObserveAsync(Rows(analysis, Chunk, Chunk));

        var quiet = await employment.GetAsync($"drift?rows={Chunk}&offset=0");
        Assert.Empty(Watched.Drifted(quiet));
        Assert.Equal(0.0032, (double)Watched.Test(quiet, "RELP", "psi")["value"]!, 5e-4);
        var changed = await employment.GetAsync($"drift?rows={Chunk}&offset={Chunk}");
        Assert.Equal(["RELP"], Watched.Drifted(changed));
        Assert.Equal(0.4558, (double)Watched.Test(changed, "RELP", "psi")["value"]!, 5e-4);
    }
}
