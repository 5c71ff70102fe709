using System.Net;
using System.Text.Json.Nodes;

namespace ActorMlOps.Integration.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class SilosTests(ApiFixture fixture)
{
    [Fact]
    public async Task Silos_OfOneSilo_TellWhatItUsesAndItsStore()
    {
        await fixture.Client.RegisteredAsync("silos.elec2", "1", Material.Model("elec2", "v1"));
        var predicted = await fixture.Client.InferAsync(
            "silos.elec2", """{"inputs":[{"name":"features","datatype":"FP32","shape":[1,6],"data":[0,0,0,0,0,0]}]}""");
        Assert.True(predicted.Status == HttpStatusCode.OK, predicted.Text);

        var answer = await fixture.Client.UntilAsync("/api/silos", a => a["silos"]![0]!["resources"] is { } use && use["reason"] is null && use["store"] is not null);

        Assert.Equal(["at", "silos", "fleet", "versions"], Fields(answer));
        var silo = Assert.Single(answer["silos"]!.AsArray())!;
        Assert.Equal(["silo", "name", "state", "reason", "resources"], Fields(silo));
        Assert.Equal(("answered", null), ((string)silo["state"]!, silo["reason"]));
        var use = silo["resources"]!;
        Assert.Equal(["measuredSeconds", "reason", "cpu", "memory", "gc", "threadPool", "activations", "versions", "store", "gpus", "requests"], Fields(use));
        Assert.Equal(["cores", "allowedCores", "share"], Fields(use["cpu"]!));
        Assert.InRange((double)use["cpu"]!["cores"]!, 0, Environment.ProcessorCount * 1.1);
        Assert.InRange((double)use["memory"]!["share"]!, 0, 1.1);
        Assert.InRange((long)use["store"]!["bytes"]!, 1, long.MaxValue);
        Assert.InRange((long)use["store"]!["freeBytes"]!, 0, (long)use["store"]!["volumeBytes"]!);
        Assert.Contains(use["versions"]!.AsArray(), v => (string)v!["model"]! == "silos.elec2" && (long)v["modelBytes"]! > 0);
        Assert.Equal((string)silo["silo"]!, (string)answer["fleet"]!["cpu.share"]!["maxSilo"]!);
        Assert.Contains(answer["versions"]!.AsArray(), v => (string)v!["model"]! == "silos.elec2" && (int)v["silos"]! == 1);
        Assert.Contains("actormlops_store_free", (await fixture.Client.GetAsync("/metrics")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silos_AfterMalformedInference_CountItOverTheFleetAndTheRulesOfTheFleetAreListed()
    {
        await fixture.Client.RegisteredAsync("silos.malformed", "1", Material.Model("elec2", "v1"));
        foreach (var body in (string[])["{", """{"inputs":[]}""", """{"inputs":[{"name":"features","datatype":"FP32","shape":[1,5],"data":[0,0,0,0,0]}]}"""])
            Assert.Equal(HttpStatusCode.BadRequest, (await fixture.Client.InferAsync("silos.malformed", body)).Status);

        var fleet = (await fixture.Client.GetAsync("/api/silos")).Json["fleet"]!;
        // Other tests may have sent some in the last minute, too.
        Assert.InRange((long)fleet["requests.malformed"]!["sum"]!, 3, long.MaxValue);
        Assert.NotNull(fleet["requests.unauthorized"]);
        var rules = await fixture.Client.UntilAsync("/api/alerts/rules", r => r["rules"]!.AsArray().Count(rule => rule!["model"] is null) == 2);
        Assert.Equal(
            ["requests.unauthorized >= 30", "requests.malformed >= 300"],
            rules["rules"]!.AsArray().Where(rule => rule!["model"] is null).Select(rule => (string)rule!["rule"]!));
    }

    private static string[] Fields(JsonNode node) => [.. node.AsObject().Select(p => p.Key)];
}
