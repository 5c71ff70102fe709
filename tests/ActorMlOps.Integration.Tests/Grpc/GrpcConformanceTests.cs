using System.Text.Json.Nodes;
using ActorMlOps.Api.Serving.Wire;
using ActorMlOps.Integration.Tests.Api;

namespace ActorMlOps.Integration.Tests.Grpc;

[Collection(ApiCollection.Name)]
public sealed class GrpcConformanceTests(ApiFixture fixture) : IDisposable
{
    private readonly GrpcClient _client = new(fixture.GrpcUrl);

    public static TheoryData<string, string, bool> Models
    {
        get
        {
            var data = new TheoryData<string, string, bool>();
            foreach (var (model, version) in Material.WithExpectations())
            {
                data.Add(model, version, true);
                data.Add(model, version, false);
            }
            return data;
        }
    }

    public void Dispose() => _client.Dispose();

    [Theory]
    [MemberData(nameof(Models))]
    public async Task ModelInfer_InputsOfEveryModel_GivesTheExpectedOutputsInTheFormOfTheInputs(string model, string version, bool raw)
    {
        var expected = Material.Expected(model, version);
        var name = await RegisteredAsync($"grpc.{model}", version, Material.Model(model, version));

        var answer = await _client.Service.ModelInferAsync(GrpcClient.Request(name, version, expected["inputs"]!.AsArray(), raw));

        Assert.Equal((name, version, "named", 0L), (answer.ModelName, answer.ModelVersion, answer.Parameters["variant"].StringParam, answer.Parameters["epoch"].Int64Param));
        Assert.Equal(raw ? answer.Outputs.Count : 0, answer.RawOutputContents.Count);
        Assert.All(answer.Outputs, o => Assert.Equal(raw, o.Contents is null));
        var outputs = expected["outputs"]!.AsArray();
        Assert.Equal(outputs.Select(o => (string)o!["name"]!), answer.Outputs.Select(o => o.Name));
        for (var i = 0; i < outputs.Count; i++)
        {
            Assert.Equal((string)outputs[i]!["datatype"]!, answer.Outputs[i].Datatype);
            Assert.Equal(outputs[i]!["shape"]!.AsArray().Select(d => (long)d!), answer.Outputs[i].Shape);
            GrpcClient.AssertSame(outputs[i]!["data"]!, GrpcClient.Values(answer, i), (double)expected["tolerance_abs"]!);
        }
    }

    [Fact]
    public async Task Server_ItsState_IsLiveReadyAndNamesItsExtensions()
    {
        Assert.True((await _client.Service.ServerLiveAsync(new())).Live);
        Assert.True((await _client.Service.ServerReadyAsync(new())).Ready);
        var server = await _client.Service.ServerMetadataAsync(new());
        Assert.Equal("actormlops", server.Name);
        Assert.Equal(["binary_tensor_data", "model_repository"], server.Extensions);
    }

    [Fact]
    public async Task ModelMetadata_OfAModel_IsItsSignature()
    {
        var model = await RegisteredAsync("grpc.shown", "1", Material.Model("elec2", "v1"));

        var shown = await _client.Service.ModelMetadataAsync(new() { Name = model });

        Assert.Equal((model, "onnx_onnxv1"), (shown.Name, shown.Platform));
        Assert.Equal(["1"], shown.Versions);
        var input = Assert.Single(shown.Inputs);
        Assert.Equal(("features", "FP32"), (input.Name, input.Datatype));
        Assert.Equal([-1, 6], input.Shape);
        Assert.Equal(["label", "probabilities"], shown.Outputs.Select(o => o.Name));
    }

    [Fact]
    public async Task ModelInfer_IdParametersAndOutputs_AreFollowed()
    {
        var model = await RegisteredAsync("grpc.asked", "1", Material.Model("elec2", "v1"));
        var request = GrpcClient.Row(model, 0, 0, 0, 0, 0, 0);
        request.Id = "r1";
        request.Parameters["unit_id"] = new() { StringParam = "u" };
        request.Parameters["timeout"] = new() { Int64Param = 60_000_000 };
        request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "probabilities" });

        var answer = await _client.Service.ModelInferAsync(request);

        Assert.Equal(("r1", "1", "stable", false), (answer.Id, answer.ModelVersion, answer.Parameters["variant"].StringParam, answer.Parameters["degraded"].BoolParam));
        Assert.Equal("probabilities", Assert.Single(answer.Outputs).Name);
    }

    [Fact]
    public async Task ModelInfer_ManyAtOnceOnOneConnection_AnswersEachWithItsOwn()
    {
        var model = await RegisteredAsync("grpc.many", "1", TinyOnnx.Identity("FP32", -1, 6));

        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(async i =>
        {
            var request = GrpcClient.Row(model, i, 0, 0, 0, 0, 0);
            request.Inputs[0].Name = "x";
            return await _client.Service.ModelInferAsync(request);
        }));

        Assert.Equal(Enumerable.Range(0, 500).Select(i => (float)i), answers.Select(a => a.Outputs[0].Contents.Fp32Contents[0]));
    }

    private async Task<string> RegisteredAsync(string model, string version, byte[] file)
    {
        var answer = await fixture.Client.RegisterAsync(model, version, file);
        Assert.True((int)answer.Status is 200 or 201, answer.Text);
        return model;
    }
}
