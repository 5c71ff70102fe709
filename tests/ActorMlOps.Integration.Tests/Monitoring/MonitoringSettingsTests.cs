using System.Net;
using System.Text.Json.Nodes;
using ActorMlOps.Integration.Tests.Api;

namespace ActorMlOps.Integration.Tests.Monitoring;

/// <summary>How a version is compared: by its config, by what is put later, and by what the caller asks for.</summary>
[Collection(ApiCollection.Name)]
public sealed class MonitoringSettingsTests(ApiFixture fixture)
{
    private const string Config = """
        {"task":"none","features":[{"name":"a"},{"name":"b"},{"name":"zone","kind":"categorical"},{"name":"sex","kind":"categorical"}],
         "sensitive":["sex"],
         "drift":{"methods":["psi","ks"],"correction":"holm","falseAlarmsPer":"30d","features":{"b":["ad","cvm","mwu","wasserstein"]},
                  "thresholds":{"psi":0.2},"alpha":0.01,"datasetShare":0.25},
         "windows":{"keep":"2d","report":"5m","season":"7d"}}
        """;

    [Fact]
    public async Task Config_OfDrift_DecidesTestsPerFeatureThresholdsAndTheVerdictOfTheDataSet()
    {
        var version = await RegisterAsync("set.config", Config);
        await version.ObserveAsync(Rows(1_000, shift: 40));

        var report = await version.GetAsync("drift");
        Assert.Equal("default", (string)report["mode"]!);
        Assert.Equal(["psi", "ks"], Methods(report, "a"));
        Assert.Equal(["wasserstein", "cvm", "ad", "mwu"], Methods(report, "b"));
        var psi = Watched.Test(report, "a", "psi");
        Assert.Equal((0.2, "user"), ((double)psi["threshold"]!, (string)psi["thresholdOf"]!));
        Assert.Equal(0.01, (double)Watched.Test(report, "a", "ks")["threshold"]!);
        Assert.Equal((true, 0.25), ((bool)report["dataset"]!["drifted"]!, (double)report["dataset"]!["threshold"]!));

        var asked = await version.GetAsync("drift?method=js,hellinger,chi2");
        Assert.Equal(["js", "hellinger"], Methods(asked, "b"));
        Assert.Equal(["chi2", "js", "hellinger"], Methods(asked, "zone"));
    }

    [Fact]
    public async Task Mode_OfTheCaller_FollowsThatToolsTestsAndThresholds()
    {
        var version = await RegisterAsync("set.mode", """{"task":"none","features":[{"name":"a"},{"name":"b"},{"name":"zone","kind":"categorical"},{"name":"sex","kind":"categorical"}]}""");
        await version.ObserveAsync(Rows(1_000, shift: 0));

        var evidently = await version.GetAsync("drift?mode=evidently");
        Assert.Equal(("evidently", 0.5), ((string)evidently["mode"]!, (double)evidently["dataset"]!["threshold"]!));
        Assert.Equal(["wasserstein-normalized"], Methods(evidently, "a"));
        Assert.Equal(["js-e"], Methods(evidently, "zone"));
        var nannyml = await version.GetAsync("drift?mode=nannyml");
        Assert.Equal(["js"], Methods(nannyml, "a"));
        Assert.Equal("referenceChunks", (string)Watched.Test(nannyml, "a", "js")["thresholdOf"]!);
        Assert.Equal((HttpStatusCode.BadRequest, true), await RefusedAsync(version, "drift?mode=other", "'mode' must be default, evidently or nannyml"));
    }

    [Fact]
    public async Task Put_NewSettings_AreEffectiveAuditedAndGuardedByTheTag()
    {
        var version = await RegisterAsync("set.put", Config);
        var path = $"{version.Path}/monitoring";
        var got = await fixture.Client.GetAsync(path);
        Assert.Equal((HttpStatusCode.OK, "\"0\""), (got.Status, got.ETag));
        Assert.Equal(["psi", "ks"], got.Json["drift"]!["methods"]!.AsArray().Select(m => (string)m!));
        Assert.False(got.Json.AsObject().ContainsKey("features"));
        await version.ObserveAsync(Rows(500, shift: 0));

        var settings = got.Json.AsObject();
        settings["drift"]!["methods"] = new JsonArray("js");
        settings["segments"] = new JsonArray("zone");
        var put = await version.PutAsync("monitoring", settings.ToJsonString(), got.ETag);
        Assert.True(put.Status == HttpStatusCode.OK, put.Text);
        Assert.Equal("\"1\"", put.ETag);
        Assert.Equal(["zone"], put.Json["segments"]!.AsArray().Select(s => (string)s!));
        Assert.Equal(["js"], Methods(await version.GetAsync("drift"), "a"));
        // The rows that come next are kept by the new segment.
        await version.ObserveAsync(Rows(500, shift: 0));
        Assert.Equal(1_000, (int)(await version.GetAsync("drift"))["window"]!["rows"]!);
        Assert.Equal(HttpStatusCode.OK, (await fixture.Client.GetAsync($"{version.Path}/performance?segment=zone")).Status);

        var late = await version.PutAsync("monitoring", settings.ToJsonString(), got.ETag);
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.Status);
        var same = await version.PutAsync("monitoring", settings.ToJsonString());
        Assert.Equal((HttpStatusCode.OK, "\"1\""), (same.Status, same.ETag));

        var change = (await fixture.Client.GetAsync($"{path}/changes")).Json["changes"]!.AsArray().Single()!;
        Assert.Equal(("operator", 1), ((string)change["by"]!, (int)change["revision"]!));
        Assert.Equal(["drift", "segments"], change["fields"]!.AsArray().Select(f => (string)f!["field"]!).Order());
        Assert.Equal(["zone"], change["fields"]!.AsArray().Single(f => (string)f!["field"]! == "segments")!["after"]!.AsArray().Select(s => (string)s!));

        // The same file with the config of before is another config now.
        var again = await fixture.Client.RegisterAsync("set.put", "1", TinyOnnx.Identity("FP32", -1, 4), "a,b,zone,sex\n" + Body(2_000, 0), Config);
        Assert.Equal(HttpStatusCode.Conflict, again.Status);
        Assert.Contains("PUT .../versions/1/monitoring", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_WhileTheVersionServes_LosesNoRow()
    {
        var version = await RegisterAsync("set.serving", Config);
        async Task PredictAsync(int from)
        {
            var data = string.Join(",", Enumerable.Range(from, 50).SelectMany(r => Row(r, 0)));
            var answer = await fixture.Client.InferAsync("set.serving", $$"""{"inputs":[{"name":"x","datatype":"FP32","shape":[50,4],"data":[{{data}}]}]}""");
            Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        }
        await PredictAsync(0);
        for (var i = 1; i <= 4; i++)
        {
            var put = await version.PutAsync("monitoring", $$$"""{"drift":{"alpha":0.0{{{i}}}}}""");
            Assert.True(put.Status == HttpStatusCode.OK, put.Text);
            await PredictAsync(50 * i);
        }
        await fixture.Client.UntilAsync($"{version.Path}/drift", d => (int)d["window"]!["rows"]! == 250);
    }

    [Theory]
    [InlineData("""{"drift":{"methods":["pssi"]}}""", "'drift.methods': 'pssi' is none of psi, ks")]
    [InlineData("""{"drift":{"features":{"x":["ks"]}}}""", "'drift.features': 'x' is not a feature; features are: a, b, zone, sex")]
    [InlineData("""{"drift":{"thresholds":{"ks":0.1}}}""", "'drift.thresholds': 'ks' is none of")]
    [InlineData("""{"drift":{"alpha":1}}""", "'drift.alpha' must be above 0 and below 1")]
    [InlineData("""{"drift":{"mode":"other"}}""", "'drift.mode' must be one of default, evidently, nannyml")]
    [InlineData("""{"windows":{"keep":"9d"}}""", "'windows.keep' must be from 1h to 8d")]
    [InlineData("""{"windows":{"season":"1m"}}""", "'windows.season' must be from 1h to 400d")]
    [InlineData("""{"segments":["a"]}""", "'a' is numeric")]
    [InlineData("""{"task":"binary"}""", "'task' can't change")]
    [InlineData("""{"features":[{"name":"a"}],"engine":{"maxBatch":1}}""", "'features', 'engine' can't change")]
    [InlineData("""{"drift":{"metods":[]}}""", "there is no field 'drift.metods'")]
    public async Task Put_WhatCannotBe_Is400WithTheField(string body, string expected)
    {
        await fixture.Client.RegisterAsync("set.bad", "1", TinyOnnx.Identity("FP32", -1, 4), "a,b,zone,sex\n" + Body(2_000, 0), Config);
        var put = await new Watched(fixture.Client, "set.bad").PutAsync("monitoring", body);
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (put.Status, put.MediaType));
        Assert.Contains(expected, put.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Monitoring_OfAnUnknownVersion_Is404()
    {
        var none = new Watched(fixture.Client, "set.none");
        Assert.Equal(HttpStatusCode.NotFound, (await fixture.Client.GetAsync($"{none.Path}/monitoring")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await none.PutAsync("monitoring", "{}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await fixture.Client.GetAsync($"{none.Path}/quality")).Status);
    }

    private async Task<Watched> RegisterAsync(string model, string config)
    {
        var version = new Watched(fixture.Client, model);
        await version.RegisterAsync(4, "a,b,zone,sex\n" + Body(2_000, 0), config);
        return version;
    }

    private async Task<(HttpStatusCode Status, bool Named)> RefusedAsync(Watched version, string report, string expected)
    {
        var answer = await fixture.Client.GetAsync($"{version.Path}/{report}");
        return (answer.Status, answer.Error.Contains(expected, StringComparison.Ordinal));
    }

    private static string[] Methods(JsonNode report, string feature) =>
        [.. Watched.Feature(report, feature)["tests"]!.AsArray().Select(t => (string)t!["method"]!)];

    private static string Rows(int rows, int shift) => "a,b,zone,sex\n" + Body(rows, shift);

    private static string Body(int rows, int shift) => Watched.Lines(rows, r => string.Join(',', Row(r, shift)));

    private static int[] Row(int r, int shift) => [(r * 7919 % 101) + shift, (r * 104729 % 103) + shift, r * 31 % 5, r * 17 % 2];
}
