using System.Buffers.Binary;
using System.Text;
using ActorMlOps.Api.Serving.Wire;
using ActorMlOps.LoadTests.Fuzz;
using Google.Protobuf;

namespace ActorMlOps.LoadTests.Tests.Fuzz;

public class VerdictTests
{
    [Theory]
    [InlineData(200, "{}", true)]
    [InlineData(400, "{}", true)]
    [InlineData(429, "{}", true)]
    [InlineData(500, "{}", false)]
    [InlineData(503, "{}", false)]
    [InlineData(504, "{}", false)]
    [InlineData(504, """{"parameters":{"timeout":1}}""", true)]
    public void Http_Status_IsRightUnlessItBlamesTheServer(int status, string body, bool right) => Assert.Equal(
        right, Verdict.OfHttp(new("json", 0, HttpMethod.Post, "/", "application/json", Encoding.UTF8.GetBytes(body)), status, "") is null);

    [Theory]
    [InlineData("0", true)]
    [InlineData("3", true)]
    [InlineData("8", true)]
    [InlineData("4", false)]
    [InlineData("2", false)]
    [InlineData("13", false)]
    [InlineData("14", false)]
    [InlineData(null, false)]
    public void Grpc_StatusOfAMessage_IsRightUnlessItBlamesTheServer(string? status, bool right) =>
        Assert.Equal(right, Verdict.OfGrpc(Frame(new ModelInferRequest { ModelName = "m" }.ToByteArray()), status, null) is null);

    [Theory]
    [InlineData("13", true)]
    [InlineData("2", true)]
    [InlineData("0", true)]
    public void Grpc_NoMessage_MayBeRefusedAsTheLibraryDoes(string status, bool right) =>
        Assert.Equal(right, Verdict.OfGrpc(Frame([0xFF]), status, null) is null);

    private static FuzzCase Frame(byte[] message)
    {
        byte[] frame = [0, 0, 0, 0, 0, .. message];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        return new("grpc", 0, HttpMethod.Post, "/", "application/grpc", frame) { Grpc = true };
    }
}
