using System.Collections.Frozen;
using System.Runtime.InteropServices;
using ActorMlOps.Api.Serving.Wire;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OutputTensor = ActorMlOps.Api.Serving.Wire.ModelInferResponse.Types.InferOutputTensor;

namespace ActorMlOps.LoadTests.Peers;

/// <summary>
/// What a team would otherwise write for gRPC: Grpc.AspNetCore with a session behind the protocol's service, raw tensors, no monitoring.
/// Runs are bound and pooled, nothing is logged, nothing waits. One row runs alone; rows of one request run together.
/// </summary>
internal sealed class GrpcPeer(FrozenDictionary<string, PeerModel> models) : GRPCInferenceService.GRPCInferenceServiceBase
{
    public const string Command = "peer-grpc";

    /// <summary>Serves until standard input ends.</summary>
    /// <param name="files">Each <c>name=file.onnx</c>.</param>
    public static Task<int> RunAsync(IEnumerable<string> files) => PeerHost.RunAsync(
        HttpProtocols.Http2,
        services => services.AddSingleton(new GrpcPeer(PeerHost.Load(files))).AddGrpc(),
        app => app.MapGrpcService<GrpcPeer>());

    public override Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context)
    {
        if (!models.TryGetValue(request.ModelName, out var model))
            throw new RpcException(new Status(StatusCode.NotFound, "There is no such model."));
        if (request.Inputs is not [{ Name: "features", Datatype: "FP32", Shape: [> 0 and <= int.MaxValue and var rows, var length] }]
            || request.RawInputContents is not [var raw]
            || length != model.RowLength || raw.Length != rows * length * sizeof(float))
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "Not an input of this model."));
        }
        var run = model.Take((int)rows);
        try
        {
            raw.Span.CopyTo(MemoryMarshal.AsBytes(run.Input.AsSpan()));
            run.Run();
            return Task.FromResult(Answer(request, run));
        }
        finally
        {
            model.Return(run);
        }
    }

    private static ModelInferResponse Answer(ModelInferRequest request, BoundRun run) => new()
    {
        ModelName = request.ModelName,
        ModelVersion = "v1",
        Id = request.Id,
        Outputs =
        {
            new OutputTensor { Name = "label", Datatype = "INT64", Shape = { run.Rows } },
            new OutputTensor { Name = "probabilities", Datatype = "FP32", Shape = { run.Rows, BoundRun.Classes } },
        },
        RawOutputContents =
        {
            ByteString.CopyFrom(MemoryMarshal.AsBytes(run.Labels.AsSpan())),
            ByteString.CopyFrom(MemoryMarshal.AsBytes(run.Probabilities.AsSpan())),
        },
    };
}
