using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using ActorMlOps.Api.Serving.Wire;
using ActorMlOps.Integration.Tests.Api;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Compression;
using Input = ActorMlOps.Api.Serving.Wire.ModelInferRequest.Types.InferInputTensor;

namespace ActorMlOps.Integration.Tests.Grpc;

/// <summary>The forms that a call of ModelInfer may have on the wire, whoever answers it.</summary>
[Collection(ApiCollection.Name)]
public sealed class GrpcWireTests(ApiFixture fixture) : IDisposable
{
    private const string Model = "grpc.wire";
    private const int FrameBytes = 5;

    private readonly GrpcClient _client = new(fixture.GrpcUrl);
    private readonly HttpClient _http = new() { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

    public void Dispose()
    {
        _client.Dispose();
        _http.Dispose();
    }

    [Theory]
    [InlineData("application/grpc")]
    [InlineData("application/grpc+proto")]
    public async Task ModelInfer_EitherContentType_HasOneFrameAndTheStatusAfterIt(string contentType)
    {
        await RegisterAsync();
        using var answer = await SendAsync(Frame(Request(1)), contentType);

        var body = await answer.Content.ReadAsByteArrayAsync();

        Assert.Equal("0", answer.TrailingHeaders.GetValues("grpc-status").Single());
        Assert.Equal("application/grpc", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal((0, body.Length - FrameBytes), (body[0], BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(1))));
        Assert.Equal(2, ModelInferResponse.Parser.ParseFrom(body.AsSpan(FrameBytes)).RawOutputContents.Count);
    }

    [Fact]
    public async Task ModelInfer_BodyInPiecesThatComeOneByOne_IsAnswered()
    {
        await RegisterAsync();
        var frame = Frame(Request(1));
        using var answer = await SendAsync(new Pieces(frame), "application/grpc");

        Assert.Equal("0", answer.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [Fact]
    public async Task ModelInfer_MoreRowsThanAServersBufferHolds_AreAllAnswered()
    {
        await RegisterAsync();

        var answer = await _client.Service.ModelInferAsync(Request(5000));

        Assert.Equal([5000, 2], answer.Outputs[1].Shape);
        Assert.Equal(5000 * 2 * sizeof(float), answer.RawOutputContents[1].Length);
    }

    [Fact]
    public async Task ModelInfer_CompressedRequest_IsAnswered()
    {
        await RegisterAsync();
        using var channel = GrpcChannel.ForAddress(fixture.GrpcUrl, new() { CompressionProviders = [new GzipCompressionProvider(CompressionLevel.Fastest)] });
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);

        var answer = await client.ModelInferAsync(Request(3), new Metadata { { "grpc-internal-encoding-request", "gzip" } });

        Assert.Equal(3, answer.Outputs[0].Shape[0]);
    }

    [Fact]
    public async Task ModelInfer_TwoMessages_AreRefused()
    {
        await RegisterAsync();
        var frame = Frame(Request(1));
        using var answer = await SendAsync([.. frame, .. frame], "application/grpc");

        Assert.Equal($"{(int)StatusCode.Internal}", answer.Headers.GetValues("grpc-status").Single());
    }

    [Fact]
    public async Task ModelInfer_RawRequestWithADeadline_IsAnsweredInTimeAndRefusedAfterIt()
    {
        await RegisterAsync();
        var answer = await _client.Service.ModelInferAsync(Request(1), deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1));
        Assert.Equal(2, answer.Outputs.Count);

        using var late = await SendAsync(Frame(Request(1)), "application/grpc", "1u");
        Assert.Equal($"{(int)StatusCode.DeadlineExceeded}", late.Headers.GetValues("grpc-status").Single());
    }

    [Fact]
    public async Task ModelInfer_UnknownModelWithAForeignName_IsNamedInTheMessage()
    {
        var request = Request(1);
        request.ModelName = "größe 100%";

        var refused = await Assert.ThrowsAsync<RpcException>(() => _client.Service.ModelInferAsync(request).ResponseAsync);

        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
        Assert.Contains("'größe 100%'", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModelInfer_ClientThatGoes_HarmsNobody()
    {
        await RegisterAsync();
        for (var i = 0; i < 20; i++)
        {
            using var gone = new CancellationTokenSource();
            var call = _client.Service.ModelInferAsync(Request(2000), cancellationToken: gone.Token).ResponseAsync;
            await gone.CancelAsync();
            await Record.ExceptionAsync(() => call);
        }

        Assert.Equal(2, (await _client.Service.ModelInferAsync(Request(1))).Outputs.Count);
    }

    private static ModelInferRequest Request(int rows) => new()
    {
        ModelName = Model,
        Inputs = { new Input { Name = "features", Datatype = "FP32", Shape = { rows, 6 } } },
        RawInputContents = { ByteString.CopyFrom(new byte[rows * 6 * sizeof(float)]) },
    };

    private static byte[] Frame(ModelInferRequest request)
    {
        var message = request.ToByteArray();
        return [0, .. BitConverter.GetBytes(IPAddress.HostToNetworkOrder(message.Length)), .. message];
    }

    private Task<HttpResponseMessage> SendAsync(byte[] body, string contentType, string? timeout = null) =>
        SendAsync(new ByteArrayContent(body), contentType, timeout);

    private async Task<HttpResponseMessage> SendAsync(HttpContent body, string contentType, string? timeout = null)
    {
        using var call = new HttpRequestMessage(HttpMethod.Post, new Uri(fixture.GrpcUrl, "inference.GRPCInferenceService/ModelInfer"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
            Headers = { TE = { new TransferCodingWithQualityHeaderValue("trailers") } },
        };
        body.Headers.ContentType = new(contentType);
        if (timeout is not null)
            call.Headers.Add("grpc-timeout", timeout);
        return await _http.SendAsync(call);
    }

    private async Task RegisterAsync()
    {
        var answer = await fixture.Client.RegisterAsync(Model, "1", Material.Model("elec2", "v1"));
        Assert.True(answer.Status is HttpStatusCode.Created or HttpStatusCode.OK, answer.Text);
    }

    /// <summary>Sends byte by byte, each in a frame of its own.</summary>
    private sealed class Pieces(byte[] bytes) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var i = 0; i < bytes.Length; i++)
            {
                await stream.WriteAsync(bytes.AsMemory(i, 1));
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
