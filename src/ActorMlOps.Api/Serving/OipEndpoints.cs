using ActorMlOps.Api.Hosting;
using ActorMlOps.Registry;

namespace ActorMlOps.Api.Serving;

/// <summary>The Open Inference Protocol's calls, without inference itself.</summary>
internal static class OipEndpoints
{
    private static readonly ServerMetadata Server = new(
        "actormlops", typeof(OipEndpoints).Assembly.GetName().Version?.ToString(3) ?? "0", []);

    public static void MapOip(this IEndpointRouteBuilder app)
    {
        var v2 = app.MapGroup("/v2").WithTags("Open Inference Protocol v2");
        v2.MapGet("", () => TypedResults.Json(Server, ApiJson.Plain.ServerMetadata)).Produces<ServerMetadata>();
        v2.MapGet("/health/live", () => TypedResults.Ok());
        v2.MapGet("/health/ready", (IReadiness readiness) => readiness.Reason is { } reason
            ? throw new RequestException(StatusCodes.Status503ServiceUnavailable, reason)
            : TypedResults.Ok());

        v2.MapGet("/models/{model}", Describe).Produces<ModelMetadata>();
        v2.MapGet("/models/{model}/versions/{version}", Describe).Produces<ModelMetadata>();
        v2.MapGet("/models/{model}/ready", Ready).Produces<ModelReadiness>();
        v2.MapGet("/models/{model}/versions/{version}/ready", Ready).Produces<ModelReadiness>();
        v2.MapPost("/models/{model}/infer", InferEndpoint.InferAsync).WithMetadata(BodyLimit.ByHandler);
        v2.MapPost("/models/{model}/versions/{version}/infer", InferEndpoint.InferAsync).WithMetadata(BodyLimit.ByHandler);
        v2.MapPost("/repository/index", Index).Produces<RepositoryEntry[]>();
    }

    private static async Task<IResult> Describe(string model, string? version, SpecCache specs, IGrainFactory grains)
    {
        var spec = await specs.GetAsync(model, version);
        var info = await grains.GetGrain<IModelGrain>(model).Get();
        return TypedResults.Json(
            new ModelMetadata(
                model,
                version is null ? [.. info!.Versions.Select(v => v.Spec.Key.Version)] : [version],
                ModelMetadata.Onnx,
                Array.ConvertAll(spec.Signature.Inputs, TensorMetadata.Of),
                Array.ConvertAll(spec.Signature.Outputs, TensorMetadata.Of)),
            ApiJson.Plain.ModelMetadata);
    }

    private static async Task<IResult> Ready(string model, string? version, SpecCache specs, IReadiness readiness)
    {
        await specs.GetAsync(model, version);
        return readiness.Reason is { } reason
            ? throw new RequestException(StatusCodes.Status503ServiceUnavailable, reason)
            : TypedResults.Json(new ModelReadiness(model, version, true), ApiJson.Plain.ModelReadiness);
    }

    /// <summary>Versions are loaded with their first request, so every registered one can be asked.</summary>
    private static async Task<IResult> Index(IGrainFactory grains)
    {
        var names = await grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key).List();
        var models = await Task.WhenAll(names.Select(name => grains.GetGrain<IModelGrain>(name).Get()));
        RepositoryEntry[] entries =
            [.. models.SelectMany(m => m?.Versions ?? [])
                .Select(v => new RepositoryEntry(v.Spec.Key.Model, v.Spec.Key.Version, "READY", ""))];
        return TypedResults.Json(entries, ApiJson.Plain.RepositoryEntryArray);
    }
}
