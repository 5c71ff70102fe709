using System.Net;

namespace ActorMlOps.Integration.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class RegistryTests(ApiFixture fixture)
{
    private const string Reference = "a,b,c,d,e,f,class,date\n1,2,3,4,5,6,0,x\n2,3,4,5,6,7,1,y\n3,4,5,6,7,8,1,z\n";
    private const string Config = """{"task":"binary","reference":{"labelColumn":"class","ignore":["date"]}}""";

    [Fact]
    public async Task Register_NewThenSameThenOther_Is201Then200Then409()
    {
        var (client, file) = (fixture.Client, Material.Model("elec2", "v1"));

        var created = await client.RegisterAsync("reg.life", "1", file, Reference, Config);
        Assert.True(created.Status == HttpStatusCode.Created, created.Text);
        Assert.Equal("/api/models/reg.life/versions/1", created.Location);
        Assert.Equal(["a", "b", "c", "d", "e", "f"], created.Json["features"]!.AsArray().Select(f => (string)f!["name"]!));
        Assert.Equal(3, (int)created.Json["reference"]!["rows"]!);
        Assert.NotNull(created.Json["baseline"]!["accuracy"]!["value"]);

        var same = await client.RegisterAsync("reg.life", "1", file, Reference, Config);
        Assert.Equal(HttpStatusCode.OK, same.Status);
        Assert.Equal(created.Text, same.Text);

        var otherConfig = await client.RegisterAsync("reg.life", "1", file, Reference, """{"reference":{"labelColumn":"class","ignore":["date"]}}""");
        Assert.Equal(HttpStatusCode.Conflict, otherConfig.Status);
        Assert.Contains("PUT .../versions/1/monitoring", otherConfig.Error, StringComparison.Ordinal);

        var otherFile = await client.RegisterAsync("reg.life", "1", Material.Model("elec2", "v2"), Reference, Config);
        Assert.Equal(HttpStatusCode.Conflict, otherFile.Status);
    }

    [Fact]
    public async Task Get_RegisteredModel_IsListedAndShown()
    {
        var client = fixture.Client;
        await client.RegisteredAsync("reg.shown", "1", Material.Model("taxi_fare", "v1"));
        await client.RegisteredAsync("reg.shown", "2", Material.Model("taxi_fare", "v2"));

        var listed = (await client.GetAsync("/api/models")).Json["models"]!.AsArray().Single(m => (string)m!["name"]! == "reg.shown")!;
        Assert.Equal(("1", """["1","2"]"""), ((string)listed["stable"]!, listed["versions"]!.ToJsonString()));
        var model = (await client.GetAsync("/api/models/reg.shown")).Json;
        Assert.Equal(["1", "2"], model["versions"]!.AsArray().Select(v => (string)v!["version"]!));
        var version = (await client.GetAsync("/api/models/reg.shown/versions/2")).Json;
        Assert.Equal("BYTES", (string)version["inputs"]![0]!["datatype"]!);
        Assert.Equal(64, ((string)version["modelSha256"]!).Length);

        var metadata = (await client.GetAsync("/v2/models/reg.shown")).Json;
        Assert.Equal(("onnx_onnxv1", """["1","2"]"""), ((string)metadata["platform"]!, metadata["versions"]!.ToJsonString()));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v2/models/reg.shown/versions/1/ready")).Status);
        var index = (await client.PostAsync("/v2/repository/index", "{}")).Json.AsArray();
        // Version 1 has the traffic, version 2 waits for its first request.
        Assert.Equal(
            [("1", "READY"), ("2", "UNAVAILABLE")],
            index.Where(e => (string)e!["name"]! == "reg.shown").Select(e => ((string)e!["version"]!, (string)e["state"]!)));
    }

    [Fact]
    public async Task Delete_InUseThenFree_Is409Then204()
    {
        var client = fixture.Client;
        await client.RegisteredAsync("reg.gone", "1", Material.Model("elec2", "v1"));
        await client.RegisteredAsync("reg.gone", "2", Material.Model("elec2", "v2"));

        Assert.Equal(HttpStatusCode.Conflict, (await client.SendAsync(HttpMethod.Delete, "/api/models/reg.gone/versions/1")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await client.SendAsync(HttpMethod.Delete, "/api/models/reg.gone/versions/2")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.SendAsync(HttpMethod.Delete, "/api/models/reg.gone/versions/2")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/models/reg.gone/versions/2")).Status);
    }

    [Theory]
    [InlineData("""{"tusk":"binary"}""", "'config': there is no field 'tusk'")]
    [InlineData("""{"features":[{"name":"a","column":9}]}""", "'features[0]' ('a'): 'column' must be from 0 to 5")]
    [InlineData("""{"engine":{"maxBatch":0,"queue":0}}""", "'engine.queue' must be from 1 to 1,000,000")]
    [InlineData("""{"engine":{"provider":"cuda"}}""", "'engine.provider': The execution provider 'cuda' is not there")]
    [InlineData("""{"engine":{"provider":"tpu"}}""", "'engine.provider' must be one of cpu, cuda")]
    [InlineData("{", "'config' is not valid JSON")]
    public async Task Register_BadConfig_Is400WithTheField(string config, string expected)
    {
        var answer = await fixture.Client.RegisterAsync("reg.config", "1", Material.Model("elec2", "v1"), config: config);

        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.Status, answer.MediaType));
        Assert.Contains(expected, answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\n1,2\n", "the reference has 2 columns")]
    [InlineData("a,b,c,d,e,f\n1,2,3,4,5,x\n", "column 'f', row 1: 'x' is not a number")]
    [InlineData("a,b\n1\n", "'reference': Line 2")]
    [InlineData("", "'reference': The table is empty")]
    public async Task Register_BadReference_Is400WithTheColumn(string reference, string expected)
    {
        var answer = await fixture.Client.RegisterAsync("reg.reference", "1", Material.Model("elec2", "v1"), reference);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(expected, answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_NotAMultipartBody_Is415WithTheCurlCommand()
    {
        var answer = await fixture.Client.PutAsync("/api/models/reg.form/versions/1", "{}");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.Status);
        Assert.Contains("curl -X PUT -F model=@model.onnx", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_WrongParts_AreNamed()
    {
        using var none = new MultipartFormDataContent { { new StringContent("{}"), "config" } };
        using var other = new MultipartFormDataContent { { new StringContent("x"), "weights" } };
        using var cut = new StringContent("--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nabc");
        cut.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
        const string Path = "/api/models/reg.parts/versions/1";

        Assert.Contains("Part 'model', the ONNX file, is missing", (await fixture.Client.SendAsync(HttpMethod.Put, Path, none)).Error, StringComparison.Ordinal);
        Assert.Contains("There is no part 'weights'", (await fixture.Client.SendAsync(HttpMethod.Put, Path, other)).Error, StringComparison.Ordinal);
        Assert.Contains("The multipart body is broken", (await fixture.Client.SendAsync(HttpMethod.Put, Path, cut)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_NameThatCannotBe_Is400WithTheRule()
    {
        var answer = await fixture.Client.RegisterAsync("no@name", "v/1".Replace('/', '_') + "!", Material.Model("elec2", "v1"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(2, answer.Json["errors"]!.AsArray().Count);
    }

    [Fact]
    public async Task Call_UnknownPathOrVerb_IsAProblem()
    {
        var unknown = await fixture.Client.GetAsync("/api/nothing");
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (unknown.Status, unknown.MediaType));

        var verb = await fixture.Client.SendAsync(HttpMethod.Delete, "/api/models");
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "application/problem+json", "GET"), (verb.Status, verb.MediaType, verb.Allow));
    }

    [Fact]
    public async Task OpenApi_ListsTheCalls()
    {
        var paths = (await fixture.Client.GetAsync("/openapi/v1.json")).Json["paths"]!.AsObject().Select(p => p.Key).ToArray();

        Assert.Contains("/v2/models/{model}/infer", paths);
        Assert.Contains("/api/models/{model}/versions/{version}/drift", paths);
        Assert.Contains("/api/models/{model}/versions/{version}/monitoring", paths);
        Assert.Contains("/api/models/{model}/versions/{version}/features/{feature}/distribution", paths);
        Assert.Contains("/api/models/{model}/rollouts/{id}/promote", paths);
    }
}
