using System.Text.Json.Nodes;
using ActorMlOps.Client;
using ActorMlOps.Integration.Tests.Api;
using ActorMlOps.Integration.Tests.Grpc;
using ActorMlOps.Registry;
using ActorMlOps.Serving;
using ActorMlOps.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorMlOps.Integration.Tests.Client;

/// <summary>The grain client as a program without a silo uses it: over the gateway of a silo.</summary>
[Collection(ApiCollection.Name)]
public sealed class GatewayConformanceTests(ApiFixture fixture) : IAsyncLifetime
{
    private IHost _host = null!;

    public static TheoryData<string, string> Models => ModelConformanceTests.Models;

    public async Task InitializeAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client => client.UseLocalhostClustering(fixture.GatewayPort, StorageNames.ServiceId, clusterId: "embedded"));
        builder.Services.AddActorMlOpsClient();
        _host = builder.Build();
        await _host.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Predict_InputsOfEveryModel_GivesTheExpectedOutputs(string model, string version)
    {
        var expected = Material.Expected(model, version);
        var name = $"gateway.{model}";
        await fixture.Client.RegisteredAsync(name, version, Material.Model(model, version));
        var spec = await _host.Services.GetRequiredService<IGrainFactory>().GetGrain<IModelGrain>(name).GetSpec(version);
        var batched = spec!.Signature.Batch != BatchMode.Whole;
        var inputs = expected["inputs"]!.AsArray();
        var rows = batched ? (int)inputs[0]!["shape"]![0]! : 1;

        var prediction = await _host.Services.GetRequiredService<IModelClient>().Model(name, version).PredictAsync(
            new TensorBatch(rows, [.. inputs.Select(i => TensorOf(i!, batched))]));

        var outputs = expected["outputs"]!.AsArray();
        Assert.Equal(outputs.Select(o => (string)o!["name"]!), prediction.Outputs.Tensors.Select(t => t.Name));
        foreach (var (wanted, given) in outputs.Zip(prediction.Outputs.Tensors))
        {
            Assert.Equal((string)wanted!["datatype"]!, given.Type.Name());
            GrpcClient.AssertSame(wanted["data"]!, GrpcClient.Values(given.Type.Name(), given.Data.Span), (double)expected["tolerance_abs"]!);
        }
    }

    private static Tensor TensorOf(JsonNode input, bool batched)
    {
        var type = (string)input["datatype"]!;
        Assert.True(TensorTypes.TryParse(type, out var known));
        int[] shape = [.. input["shape"]!.AsArray().Select(d => (int)d!)];
        return new((string)input["name"]!, known, batched ? shape[1..] : shape, GrpcClient.Raw(type, [.. GrpcClient.Flat(input["data"]!)]));
    }
}
