using ActorMlOps.Api.Serving.Wire;
using Grpc.Core;

namespace ActorMlOps.LoadTests.Drivers;

/// <summary>
/// One caller of a gRPC channel, which others share: a call is a stream of its connection. Requests are sent as they were encoded and
/// answers are not decoded: the generator must not cost more than the transport.
/// </summary>
internal sealed class GrpcCaller(CallInvoker channel, byte[][] requests, int rows) : ICaller
{
    /// <summary>Stands for an answer with outputs.</summary>
    private const string Some = "outputs";

    private static readonly Method<byte[], string> Infer = new(
        MethodType.Unary, GRPCInferenceService.Descriptor.FullName, nameof(GRPCInferenceService.GRPCInferenceServiceClient.ModelInfer),
        Marshallers.Create(Write, _ => Array.Empty<byte>()),
        Marshallers.Create((_, _) => { }, answer => answer.PayloadLength == 0 ? "" : Some));

    public int Rows => rows;

    public async ValueTask<Answer> CallAsync(long request)
    {
        try
        {
            var call = channel.AsyncUnaryCall(Infer, host: null, default, requests[request % requests.Length]);
            return await call.ResponseAsync == Some ? Answer.Accepted : Answer.Failed;
        }
        catch (RpcException refused)
        {
            return refused.StatusCode == StatusCode.ResourceExhausted ? Answer.Refused : Answer.Failed;
        }
    }

    public void Dispose()
    {
    }

    private static void Write(byte[] request, SerializationContext context)
    {
        context.SetPayloadLength(request.Length);
        var buffer = context.GetBufferWriter();
        request.CopyTo(buffer.GetSpan(request.Length));
        buffer.Advance(request.Length);
        context.Complete();
    }
}
