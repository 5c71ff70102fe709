using System.Net;
using ActorMlOps.Integration.Tests.Grpc;
using Grpc.Core;

namespace ActorMlOps.Integration.Tests.Api;

/// <summary>Loading and unloading, over both doors.</summary>
[Collection(ApiCollection.Name)]
public sealed class RepositoryTests(ApiFixture fixture) : IDisposable
{
    private readonly GrpcClient _grpc = new(fixture.GrpcUrl);

    public void Dispose() => _grpc.Dispose();

    [Fact]
    public async Task LoadAndUnload_OfAVersionWithoutTraffic_ShowInReadinessAndIndex()
    {
        const string Model = "repo.two";
        var client = fixture.Client;
        await client.RegisteredAsync(Model, "1", Material.Model("elec2", "v1"));
        await client.RegisteredAsync(Model, "2", Material.Model("elec2", "v2"));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"/v2/models/{Model}/ready")).Status);
        await AssertStateAsync(Model, "2", ready: false);

        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync($"/v2/repository/models/{Model}/versions/2/load", "")).Status);
        await AssertStateAsync(Model, "2", ready: true);

        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync($"/v2/repository/models/{Model}/versions/2/unload", """{"parameters":{"unload_dependents":false}}""")).Status);
        await AssertStateAsync(Model, "2", ready: false);

        await _grpc.Service.RepositoryModelLoadAsync(new() { ModelName = Model, Parameters = { ["version"] = new() { StringParam = "2" } } });
        await AssertStateAsync(Model, "2", ready: true);
        await _grpc.Service.RepositoryModelUnloadAsync(new() { ModelName = Model, Parameters = { ["version"] = new() { StringParam = "2" } } });
        await AssertStateAsync(Model, "2", ready: false);

        // Unloaded costs time, never an answer.
        Assert.Equal(HttpStatusCode.OK, (await client.InferAsync(Model, """{"inputs":[{"name":"features","datatype":"FP32","shape":[1,6],"data":[0,0,0,0,0,0]}]}""", "2")).Status);
        await AssertStateAsync(Model, "2", ready: true);
    }

    [Fact]
    public async Task Unload_OfAVersionWithTraffic_IsRefused()
    {
        const string Model = "repo.busy";
        await fixture.Client.RegisteredAsync(Model, "1", Material.Model("elec2", "v1"));

        foreach (var path in new[] { "", "/versions/1" })
        {
            var refused = await fixture.Client.PostAsync($"/v2/repository/models/{Model}{path}/unload", "");
            Assert.Equal(HttpStatusCode.Conflict, refused.Status);
            Assert.Contains("Version '1' of 'repo.busy' has traffic", refused.Error, StringComparison.Ordinal);
        }
        var status = await Assert.ThrowsAsync<RpcException>(() => _grpc.Service.RepositoryModelUnloadAsync(new() { ModelName = Model }).ResponseAsync);
        Assert.Equal(StatusCode.FailedPrecondition, status.StatusCode);
        await AssertStateAsync(Model, "1", ready: true);
    }

    [Theory]
    [InlineData("no.such.model/load", "", 404, "no.such.model")]
    [InlineData("no.such.model/unload", "", 404, "no.such.model")]
    [InlineData("repo.bad/versions/9/load", "", 404, "'9'")]
    [InlineData("repo.bad/load", "{", 400, "not valid JSON")]
    [InlineData("repo.bad/load", """{"parameters":{"file:1/model.onnx":"AA=="}}""", 400, "'parameters.file:1/model.onnx' is not taken here")]
    public async Task Call_BadRequest_IsRefused(string call, string body, int status, string expected)
    {
        var registered = await fixture.Client.RegisterAsync("repo.bad", "1", Material.Model("elec2", "v1"));
        Assert.True(registered.Status is HttpStatusCode.Created or HttpStatusCode.OK, registered.Text);

        var refused = await fixture.Client.PostAsync($"/v2/repository/models/{call}", body);

        Assert.Equal(status, (int)refused.Status);
        Assert.Contains(expected, refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModelReady_OfWhatIsNotThere_IsFalse() =>
        Assert.False((await _grpc.Service.ModelReadyAsync(new() { Name = "no.such.model" })).Ready);

    private async Task AssertStateAsync(string model, string version, bool ready)
    {
        Assert.Equal(ready ? HttpStatusCode.OK : HttpStatusCode.Conflict, (await fixture.Client.GetAsync($"/v2/models/{model}/versions/{version}/ready")).Status);
        Assert.Equal(ready, (await _grpc.Service.ModelReadyAsync(new() { Name = model, Version = version })).Ready);
        var entry = Assert.Single((await fixture.Client.PostAsync("/v2/repository/index", "")).Json.AsArray(), e => (string)e!["name"]! == model && (string)e["version"]! == version)!;
        Assert.Equal((ready ? "READY" : "UNAVAILABLE", !ready), ((string)entry["state"]!, ((string)entry["reason"]!).Length > 0));
        var index = await _grpc.Service.RepositoryIndexAsync(new() { Ready = true });
        Assert.Equal(ready, index.Models.Any(m => m.Name == model && m.Version == version));
    }
}
