using System.Net;
using System.Net.Http.Headers;
using ActorMlOps.Api.Serving.Wire;
using ActorMlOps.Integration.Tests.Api;
using Google.Protobuf;
using Grpc.Core;

namespace ActorMlOps.Integration.Tests.Grpc;

[Collection(ApiCollection.Name)]
public sealed class GrpcErrorTests(ApiFixture fixture) : IDisposable
{
    private readonly GrpcClient _client = new(fixture.GrpcUrl);

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task ModelInfer_BadRequests_HaveTheirStatusAndNameTheInput()
    {
        var model = await ModelAsync();
        var wrongType = GrpcClient.Row(model, 0, 0, 0, 0, 0, 0);
        wrongType.Inputs[0].Datatype = "FP64";
        var wrongShape = GrpcClient.Row(model, 0, 0, 0, 0, 0);
        wrongShape.Inputs[0].Shape[1] = 5;
        var mixed = GrpcClient.Row(model, 0, 0, 0, 0, 0, 0);
        mixed.RawInputContents.Add(ByteString.CopyFrom(new byte[24]));
        var output = GrpcClient.Row(model, 0, 0, 0, 0, 0, 0);
        output.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "lable" });
        var version = GrpcClient.Row(model, 0, 0, 0, 0, 0, 0);
        version.ModelVersion = "9";

        await AssertRefusedAsync(GrpcClient.Row("no such model", 1), StatusCode.NotFound, "'no such model'");
        await AssertRefusedAsync(version, StatusCode.NotFound, "'9'");
        await AssertRefusedAsync(wrongType, StatusCode.InvalidArgument, "Input 'features'");
        await AssertRefusedAsync(wrongShape, StatusCode.InvalidArgument, "Input 'features' must have rows of shape [6], not [5]");
        await AssertRefusedAsync(mixed, StatusCode.InvalidArgument, "Input 'features' has 'contents' beside 'raw_input_contents'");
        await AssertRefusedAsync(output, StatusCode.InvalidArgument, "no output 'lable'; it has: label, probabilities");
        await AssertRefusedAsync(new() { ModelName = model }, StatusCode.InvalidArgument, "'inputs'");
        await AssertServesAsync(model);
    }

    [Fact]
    public async Task ModelInfer_DeadlineThatIsOver_IsDeadlineExceeded()
    {
        var model = await ModelAsync();
        // On the wire, since a client ends such a call by its own clock.
        using var http = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        var message = GrpcClient.Row(model, 0, 0, 0, 0, 0, 0).ToByteArray();
        using var call = Call([0, .. BitConverter.GetBytes(IPAddress.HostToNetworkOrder(message.Length)), .. message]);
        call.Headers.Add("grpc-timeout", "1u");
        using var answer = await http.SendAsync(call);
        await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal($"{(int)StatusCode.DeadlineExceeded}", Status(answer));
        await AssertServesAsync(model);
    }

    [Fact]
    public async Task ModelInfer_MessageBeyondTheLimit_IsResourceExhausted()
    {
        var model = await ModelAsync();
        var request = GrpcClient.Row(model);
        request.RawInputContents.Add(ByteString.CopyFrom(new byte[ApiFixture.MaxInferBytes]));

        Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(() => _client.Service.ModelInferAsync(request).ResponseAsync)).StatusCode);
        await AssertServesAsync(model);
    }

    [Fact]
    public async Task Call_GarbageOnTheWire_IsRefusedAndTheSiloLives()
    {
        var model = await ModelAsync();
        using var http = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        var random = new Random(1);
        for (var i = 0; i < 100; i++)
        {
            var garbage = new byte[random.Next(200)];
            random.NextBytes(garbage);
            // Every second one in a valid frame, so that it reaches the decoder.
            using var call = Call(i % 2 == 0 ? garbage : [0, .. BitConverter.GetBytes(IPAddress.HostToNetworkOrder(garbage.Length)), .. garbage]);
            using var answer = await http.SendAsync(call);
            await answer.Content.ReadAsByteArrayAsync();
            Assert.NotEqual("0", Status(answer));
        }
        await AssertServesAsync(model);
    }

    private HttpRequestMessage Call(byte[] body) => new(HttpMethod.Post, new Uri(fixture.GrpcUrl, "inference.GRPCInferenceService/ModelInfer"))
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        Headers = { TE = { new TransferCodingWithQualityHeaderValue("trailers") } },
    };

    private static string? Status(HttpResponseMessage answer) =>
        (answer.TrailingHeaders.TryGetValues("grpc-status", out var status) || answer.Headers.TryGetValues("grpc-status", out status)) ? status.Single() : null;

    private async Task AssertRefusedAsync(ModelInferRequest request, StatusCode expected, string message)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => _client.Service.ModelInferAsync(request).ResponseAsync);

        Assert.Equal(expected, refused.StatusCode);
        Assert.Contains(message, refused.Status.Detail, StringComparison.Ordinal);
    }

    private async Task<string> ModelAsync()
    {
        const string Model = "grpc.errors";
        var answer = await fixture.Client.RegisterAsync(Model, "1", Material.Model("elec2", "v1"));
        Assert.True(answer.Status is HttpStatusCode.Created or HttpStatusCode.OK, answer.Text);
        return Model;
    }

    private async Task AssertServesAsync(string model) =>
        Assert.Equal(2, (await _client.Service.ModelInferAsync(GrpcClient.Row(model, 0, 0, 0, 0, 0, 0))).Outputs.Count);
}
