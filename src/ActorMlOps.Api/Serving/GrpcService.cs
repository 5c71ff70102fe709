using ActorMlOps.Api.Hosting;
using ActorMlOps.Api.Serving.Wire;
using ActorMlOps.Client;
using Grpc.Core;

namespace ActorMlOps.Api.Serving;

/// <summary>The Open Inference Protocol over gRPC. One for all calls. Refusals become statuses by <see cref="GrpcFaults"/>.</summary>
internal sealed class GrpcService(
    SpecCache models, ModelRepository repository, IReadiness readiness, Admission admission, GrpcFaults faults, TimeProvider clock)
    : GRPCInferenceService.GRPCInferenceServiceBase
{
    private const string VersionParameter = "version";

    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerLiveResponse { Live = true });

    public override Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerReadyResponse { Ready = readiness.Reason is null });

    /// <summary>The answer has room for yes and no only: what isn't there isn't ready.</summary>
    public override Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context) =>
        faults.GuardAsync(context, async () =>
        {
            try
            {
                await repository.DemandReadyAsync(request.Name, Optional(request.Version));
                return new ModelReadyResponse { Ready = readiness.Reason is null };
            }
            catch (Exception e) when (e is RequestException or PredictionException)
            {
                return new ModelReadyResponse { Ready = false };
            }
        });

    public override Task<ServerMetadataResponse> ServerMetadata(ServerMetadataRequest request, ServerCallContext context)
    {
        var own = Serving.ServerMetadata.Own;
        return Task.FromResult(new ServerMetadataResponse { Name = own.Name, Version = own.Version, Extensions = { own.Extensions } });
    }

    public override Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context) =>
        faults.GuardAsync(context, async () =>
        {
            var model = await repository.DescribeAsync(request.Name, Optional(request.Version));
            return new ModelMetadataResponse
            {
                Name = model.Name,
                Versions = { model.Versions },
                Platform = model.Platform,
                Inputs = { model.Inputs.Select(Tensor) },
                Outputs = { model.Outputs.Select(Tensor) },
            };
        });

    public override async Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context)
    {
        if (!admission.TryEnter())
            throw faults.Of(admission.Refusal, context);
        try
        {
            using var activity = InferCall.StartActivity(request.ModelName);
            var model = await models.GetAsync(request.ModelName, Optional(request.ModelVersion));
            var inputs = GrpcInferReader.Read(request);
            var timeout = GrpcDeadline.Timeout(context.Deadline, inputs.Parameters.Timeout, clock);
            var id = inputs.Id ?? PredictionIds.New();
            var prediction = await InferCall.PredictAsync(model, inputs, id, timeout, context.CancellationToken);
            activity?.SetTag(Telemetry.Tags.Version, prediction.Version);
            var answer = InferCall.Answer(model, inputs, id, prediction);
            return GrpcInferWriter.Write(answer, raw: request.RawInputContents.Count > 0);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw faults.Of(e, context);
        }
        finally
        {
            admission.Leave();
        }
    }

    public override Task<RepositoryIndexResponse> RepositoryIndex(RepositoryIndexRequest request, ServerCallContext context) =>
        faults.GuardAsync(context, async () => new RepositoryIndexResponse
        {
            Models =
            {
                (await repository.IndexAsync(request.Ready)).Select(e => new RepositoryIndexResponse.Types.ModelIndex
                {
                    Name = e.Name,
                    Version = e.Version,
                    State = e.State,
                    Reason = e.Reason,
                }),
            },
        });

    public override Task<RepositoryModelLoadResponse> RepositoryModelLoad(RepositoryModelLoadRequest request, ServerCallContext context) =>
        faults.GuardAsync(context, async () =>
        {
            foreach (var parameter in request.Parameters.Keys)
                RepositoryBody.RefuseFile(parameter);
            await repository.LoadAsync(request.ModelName, Version(request.Parameters));
            return new RepositoryModelLoadResponse();
        });

    public override Task<RepositoryModelUnloadResponse> RepositoryModelUnload(
        RepositoryModelUnloadRequest request, ServerCallContext context) =>
        faults.GuardAsync(context, async () =>
        {
            await repository.UnloadAsync(request.ModelName, Version(request.Parameters));
            return new RepositoryModelUnloadResponse();
        });

    private static string? Optional(string version) => version.Length == 0 ? null : version;

    private static string? Version(IDictionary<string, ModelRepositoryParameter> parameters) =>
        !parameters.TryGetValue(VersionParameter, out var version) ? null
        : version.HasStringParam ? Optional(version.StringParam)
        : throw new RequestException($"'parameters.{VersionParameter}' must be a string_param.");

    private static ModelMetadataResponse.Types.TensorMetadata Tensor(TensorMetadata tensor) =>
        new() { Name = tensor.Name, Datatype = tensor.Datatype, Shape = { tensor.Shape.Select(size => (long)size) } };
}
