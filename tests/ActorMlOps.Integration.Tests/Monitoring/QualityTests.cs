using System.Net;
using System.Text.Json.Nodes;
using ActorMlOps.Integration.Tests.Api;

namespace ActorMlOps.Integration.Tests.Monitoring;

/// <summary>Quality of what comes in, and defined answers whatever that is.</summary>
[Collection(ApiCollection.Name)]
public sealed class QualityTests(ApiFixture fixture)
{
    private const string Config = """{"task":"none","features":[{"name":"a"},{"name":"b"},{"name":"zone","kind":"categorical"}]}""";

    [Fact]
    public async Task Quality_OfWhatIsMissingWrongOrOutside_NamesAndCountsIt()
    {
        var version = await RegisterAsync("quality.counts");
        // a: 10 missing, 20 text, 5 NaN, 3 infinite, 2 above all; zone: 7 unseen; the other 953 rows come twice over.
        await version.ObserveAsync("a,b,zone\n" + Watched.Lines(1_000, r =>
            $"{(r < 10 ? "" : r < 30 ? "many" : r < 35 ? "NaN" : r < 38 ? "Infinity" : r < 40 ? "1000" : $"{r % 100}")},{r % 50},{(r >= 40 && r < 47 ? "9" : $"{r % 3}")}"));

        var quality = await version.GetAsync("quality?rows=1000");
        var a = Watched.Feature(quality, "a");
        Assert.Equal((1_000, 30, 20, 5, 3), ((int)a["rows"]!, (int)a["missing"]!, (int)a["typeMismatches"]!, (int)a["nan"]!, (int)a["positiveInfinity"]!));
        Assert.Equal(0.962, (double)a["completeness"]!["value"]!, 1e-12);
        Assert.Equal((2.0, 2.0, 2.0), Bounds(a["outOfRange"]!));
        Assert.Equal(1_000, (double)a["moments"]!["max"]!["value"]!);
        Assert.Equal(49.5, (double)a["referenceMoments"]!["mean"]!["value"]!, 1e-9);
        foreach (var (_, quantile) in a["quantiles"]!.AsObject())
            Assert.True((double)quantile!["low"]! <= (double)quantile["value"]! && (double)quantile["value"]! <= (double)quantile["high"]!);
        Assert.Equal(51, (double)a["quantiles"]!["p50"]!["value"]!, 2.0);
        var zone = Watched.Feature(quality, "zone");
        Assert.Equal((7, "9"), ((int)zone["unseen"]!, (string)zone["unseenNames"]![0]!["name"]!));
        Assert.InRange((double)quality["ageSeconds"]!["value"]!, 0, 60);
        var (value, low, high) = Bounds(quality["duplicates"]!);
        var rows = Enumerable.Range(0, 1_000).Select(r => r < 10 || r < 30 ? (-1, r % 50, r % 3) : r < 35 ? (-2, r % 50, r % 3) : r < 38 ? (-3, r % 50, r % 3)
            : r < 40 ? (1_000, r % 50, r % 3) : (r % 100, r % 50, r < 47 ? 9 : r % 3)).ToArray();
        Assert.InRange(1 - (rows.Distinct().Count() / 1_000.0), low, high);
        Assert.InRange(value, low, high);

        var csv = await fixture.Client.GetAsync($"{version.Path}/quality?rows=1000", "text/csv");
        Assert.Equal("text/csv", csv.MediaType);
        Assert.Contains("\na,numeric,1000,typeMismatches,20,20,20,,", csv.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Distribution_OfAFeature_HasTheReferenceAndTheWindowInTheSameBins()
    {
        var version = await RegisterAsync("quality.bins");
        await version.ObserveAsync("a,b,zone\n" + Watched.Lines(200, r => $"{r % 50},1,{(r < 20 ? "7" : $"{r % 3}")}"));

        var a = await version.GetAsync("features/a/distribution?bins=10");
        var bins = a["bins"]!.AsArray();
        Assert.Equal(10, bins.Count);
        Assert.Equal((3_000, 200), (bins.Sum(b => (int)b!["reference"]!), bins.Sum(b => (int)b!["window"]!)));
        Assert.Equal(1, bins.Sum(b => (double)b!["windowShare"]!), 1e-12);
        Assert.Equal(0, bins.Skip(5).Sum(b => (int)b!["window"]!));
        var zone = (await version.GetAsync("features/zone/distribution"))["bins"]!.AsArray();
        Assert.Equal(["0", "1", "2", "unseen"], zone.Select(b => (string)b!["category"]!));
        Assert.Equal((20, true), ((int)zone[3]!["window"]!, (bool)zone[3]!["apart"]!));
        var csv = (await fixture.Client.GetAsync($"{version.Path}/features/zone/distribution?format=csv")).Text;
        Assert.StartsWith("from,to,category,apart,reference,window,", csv, StringComparison.Ordinal);
        var unknown = await fixture.Client.GetAsync($"{version.Path}/features/c/distribution");
        Assert.Equal(HttpStatusCode.NotFound, unknown.Status);
        Assert.Contains("features are: a, b, zone", unknown.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one", "5,5,1")]
    [InlineData("constant", "5,5,1", "5,5,1", "5,5,1", "5,5,1", "5,5,1")]
    [InlineData("missing", ",,", ",,", ",,")]
    [InlineData("unseen", "1e30,-1e30,9", "NaN,Infinity,x", "-Infinity,NaN,")]
    [InlineData("text", "x,y,1", "z,,2")]
    [InlineData("mixed", "1,,1", "2,3,", ",4,2")]
    public async Task Reports_OfAnyRows_AreDefinedOrSayWhy(string name, params string[] rows)
    {
        var version = await RegisterAsync($"quality.any.{name}");
        await version.ObserveAsync("a,b,zone\n" + string.Join("\n", rows) + "\n");

        var all = "psi,ks,chi2,js,js-e,hellinger,kl,wasserstein,wasserstein-normalized,cvm,ad,mwu,pca-reconstruction,domain-classifier";
        foreach (var query in new[] { $"drift?method={all}", "drift?mode=evidently", "drift?mode=nannyml", "quality", "fairness", "features/a/distribution", "features/zone/distribution" })
        {
            AssertDefined(await version.GetAsync(query), query);
            var csv = await fixture.Client.GetAsync($"{version.Path}/{query}", "text/csv");
            Assert.True(csv.Status == HttpStatusCode.OK, csv.Text);
            var width = csv.Text.Split('\n')[0].Split(',').Length;
            Assert.All(csv.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Equal(width, line.Split(',').Length));
        }
        AssertDefined(await version.GetAsync("drift?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z"), "no rows");
        AssertDefined(await version.GetAsync("quality?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z"), "no rows");
    }

    [Fact]
    public async Task Multivariate_ColumnsThatRelateInAnotherWay_AreFoundWhereEachAloneIsTheSame()
    {
        var version = await RegisterAsync("quality.rows", r => $"{r * 37 % 100},{r * 37 % 100},{r % 3}");
        await version.ObserveAsync("a,b,zone\n" + Watched.Lines(6_000, r => $"{r * 37 % 100},{99 - (r * 37 % 100)},{r % 3}"));

        var report = await version.GetAsync("drift?method=psi,ks,chi2,pca-reconstruction,domain-classifier");
        Assert.Empty(Watched.Drifted(report));
        var tests = report["multivariate"]!.AsArray();
        Assert.Equal(["pca-reconstruction", "domain-classifier"], tests.Select(t => (string)t!["method"]!));
        Assert.All(tests, t => Assert.True((bool)t!["drifted"]!, t.ToJsonString()));
        Assert.True((double)tests[1]!["low"]! > 0.8);
        Assert.Equal(["a", "b"], tests[1]!["importance"]!.AsArray().Take(2).Select(i => (string)i!["column"]!).Order());

        var same = await RegisterAsync("quality.same", r => $"{r * 37 % 100},{r * 37 % 100},{r % 3}");
        await same.ObserveAsync("a,b,zone\n" + Watched.Lines(6_000, r => $"{r * 37 % 100},{r * 37 % 100},{r % 3}"));
        Assert.All((await same.GetAsync("drift"))["multivariate"]!.AsArray(), t => Assert.False((bool)t!["drifted"]!, t.ToJsonString()));
    }

    [Fact]
    public async Task Multivariate_SensitiveColumns_AreLeftOutUnlessAskedFor()
    {
        var version = new Watched(fixture.Client, "quality.sensitive");
        var reference = "a,b,zone\n" + Watched.Lines(500, r => $"{r % 100},{r * 7 % 90},{r % 3}");
        await version.RegisterAsync(3, reference, Config[..^1] + ""","sensitive":["zone"]}""");
        await version.ObserveAsync("a,b,zone\n" + Watched.Lines(500, r => $"{r % 100},{r * 7 % 90},{r % 3}"));
        Assert.Equal(["a", "b"], (await version.GetAsync("drift"))["multivariate"]![0]!["columns"]!.AsArray().Select(c => (string)c!));
    }

    [Fact]
    public async Task Label_OfTheWindow_IsComparedWithThatOfTheReference()
    {
        var version = new Watched(fixture.Client, "quality.label");
        await version.RegisterAsync(
            2, "a,b,label\n" + Watched.Lines(1_000, r => $"1,2,{(r % 10 == 0 ? 1 : 0)}"),
            """{"task":"binary","features":[{"name":"a"},{"name":"b"}],"output":{"classes":["0","1"]},"reference":{"labelColumn":"label"}}""");
        await version.ObserveAsync("a,b,prediction,score\n1,2,1,0.5\n");
        var none = await version.GetAsync("drift");
        Assert.Equal((null, "No label has arrived for this window yet."), ((string?)none["label"], (string)none["labelReason"]!));
        await version.ObserveAsync("a,b,prediction,score,label\n" + Watched.Lines(1_000, r => $"1,2,1,0.5,{r % 2}"));
        var label = (await version.GetAsync("drift"))["label"]!;
        Assert.Equal(("label", 1_000, true), ((string)label["name"]!, (int)label["rows"]!, (bool)label["drifted"]!));
        Assert.Equal(["psi", "chi2"], label["tests"]!.AsArray().Select(t => (string)t!["method"]!));
    }

    private async Task<Watched> RegisterAsync(string model, Func<int, string>? row = null)
    {
        var version = new Watched(fixture.Client, model);
        await version.RegisterAsync(3, "a,b,zone\n" + Watched.Lines(3_000, row ?? (r => $"{r % 100},{r % 50},{r % 3}")), Config);
        return version;
    }

    private static (double Value, double Low, double High) Bounds(JsonNode figure) =>
        ((double)figure["value"]!, (double)figure["low"]!, (double)figure["high"]!);

    /// <summary>A figure without a value, or without bounds, says why; no text of a number that is none gets in.</summary>
    private static void AssertDefined(JsonNode? node, string path)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items)
                AssertDefined(item, path + "[]");
        }
        if (node is not JsonObject members)
            return;
        if (members.ContainsKey("value") && members.ContainsKey("reason") && members["value"] is null)
            Assert.True(members["reason"] is not null, $"{path}: {members.ToJsonString()}");
        foreach (var (name, member) in members)
            AssertDefined(member, $"{path}.{name}");
    }
}
