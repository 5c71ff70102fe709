using System.Net;

namespace ActorMlOps.Integration.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class TrafficTests(ApiFixture fixture)
{
    [Fact]
    public async Task Put_ASplit_ShowsOnEveryAnswerAndSticksToUnits()
    {
        var client = fixture.Client;
        await RegisterAsync("traffic.split");
        Assert.Equal("1", (string)(await client.GetAsync("/api/models/traffic.split/traffic")).Json["stable"]!);

        var set = await client.PutAsync("/api/models/traffic.split/traffic", """{"variants":[{"version":"1","weight":50},{"version":"2","weight":50}],"ifEpoch":1}""");

        Assert.True(set.Status == HttpStatusCode.OK, set.Text);
        Assert.Equal(2, (int)set.Json["epoch"]!);
        Assert.NotEmpty(set.Json["acknowledgedBy"]!.AsArray());
        var versions = new Dictionary<string, string>();
        for (var i = 0; i < 60; i++)
        {
            var unit = $"u{i % 30}";
            var answer = (await client.InferAsync("traffic.split", Row(unit))).Json;
            Assert.Equal(2, (int)answer["parameters"]!["epoch"]!);
            var version = (string)answer["model_version"]!;
            Assert.Equal(version == "1" ? "stable" : "canary", (string)answer["parameters"]!["variant"]!);
            if (!versions.TryAdd(unit, version))
                Assert.Equal(versions[unit], version);
        }
        Assert.Equal(["1", "2"], versions.Values.Distinct().Order());
        Assert.Equal(HttpStatusCode.Conflict, (await client.PutAsync("/api/models/traffic.split/traffic", """{"variants":[{"version":"1","weight":1}],"ifEpoch":1}""")).Status);
    }

    [Fact]
    public async Task Rollout_CanaryFromStartToPromotion_FollowsTheOperator()
    {
        var client = fixture.Client;
        const string Rollouts = "/api/models/traffic.canary/rollouts";
        await RegisterAsync("traffic.canary");

        var started = await client.PostAsync(Rollouts, """{"kind":"canary","candidate":"2","steps":[{"weight":10},{"weight":50}]}""");
        Assert.True(started.Status == HttpStatusCode.Created, started.Text);
        var id = (string)started.Json["id"]!;
        Assert.Equal($"{Rollouts}/{id}", started.Location);
        Assert.Equal(("running", 10), ((string)started.Json["state"]!, (int)started.Json["candidateWeight"]!));
        Assert.Equal(HttpStatusCode.Conflict, (await client.PostAsync(Rollouts, """{"kind":"canary","candidate":"2"}""")).Status);

        foreach (var (command, state, weight) in new[]
        {
            ("approve", "running", 50), ("pause", "paused", 0), ("resume", "running", 50), ("promote", "promoted", 100),
        })
        {
            var answer = await client.PostAsync($"{Rollouts}/{id}/{command}", "");
            Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
            Assert.Equal((state, weight), ((string)answer.Json["state"]!, (int)answer.Json["candidateWeight"]!));
        }

        Assert.Equal(HttpStatusCode.Conflict, (await client.PostAsync($"{Rollouts}/{id}/abort", "")).Status);
        Assert.Equal("2", (string)(await client.GetAsync("/api/models/traffic.canary/traffic")).Json["stable"]!);
        Assert.Equal(5, (await client.GetAsync($"{Rollouts}/{id}")).Json["history"]!.AsArray().Count);
        Assert.Single((await client.GetAsync(Rollouts)).Json["rollouts"]!.AsArray());
        Assert.Equal("2", (string)(await client.InferAsync("traffic.canary", Row("u"))).Json["model_version"]!);
    }

    [Theory]
    [InlineData("""{"variants":[]}""", "'variants' is empty")]
    [InlineData("""{"variants":[{"version":"9","weight":1}]}""", "Version '9' is not registered")]
    [InlineData("""{"variants":[{"version":"1","weight":-1}]}""", "must be a number of at least 0")]
    [InlineData("""{"variants":[{"version":"1"}]}""", "the field 'weight' is missing in 'variants[0]'")]
    [InlineData("""{"variants":[null]}""", "'variants[0]' must not be null")]
    [InlineData("""{"variants":[{"version":"1","weight":1}],"pins":[]}""", "there is no field 'pins'")]
    public async Task Put_BadSplit_Is400WithTheField(string body, string expected)
    {
        await RegisterAsync("traffic.bad");

        var answer = await fixture.Client.PutAsync("/api/models/traffic.bad/traffic", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(expected, answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"kind":"canarry","candidate":"2"}""", "'kind' must be one of shadow, canary, blueGreen")]
    [InlineData("""{"kind":"canary","candidate":"9"}""", "'candidate': version '9' is not registered")]
    [InlineData("""{"kind":"canary","candidate":"2","steps":[{"weight":50},{"weight":5}]}""", "'steps': weights are percent, must grow")]
    [InlineData("""{"kind":"shadow","candidate":"2","steps":[{"weight":50}]}""", "only a canary has steps")]
    [InlineData("""{"kind":"canary","candidate":"2","automation":"fullAutomation"}""", "'automation' must be one of humanOnly")]
    public async Task Start_BadRollout_Is400WithTheField(string body, string expected)
    {
        await RegisterAsync("traffic.bad");

        var answer = await fixture.Client.PostAsync("/api/models/traffic.bad/rollouts", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(expected, answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/models/traffic.none/traffic")]
    [InlineData("/api/models/traffic.none/rollouts")]
    [InlineData("/api/models/traffic.none/rollouts/r1")]
    public async Task Get_OfAnUnknownModel_Is404(string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await fixture.Client.GetAsync(path)).Status);

    private async Task RegisterAsync(string model)
    {
        foreach (var version in new[] { "1", "2" })
        {
            var answer = await fixture.Client.RegisterAsync(model, version, Material.Model("elec2", $"v{version}"));
            Assert.True(answer.Status is HttpStatusCode.Created or HttpStatusCode.OK, answer.Text);
        }
    }

    private static string Row(string unit) =>
        $$"""{"parameters":{"unit_id":"{{unit}}"},"inputs":[{"name":"features","datatype":"FP32","shape":[1,6],"data":[0,0,0,0,0,0]}]}""";
}
