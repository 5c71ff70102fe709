using ActorMlOps.Api.Hosting;

namespace ActorMlOps.Api.Serving;

/// <summary>The Open Inference Protocol's calls over HTTP, without inference itself.</summary>
internal static class OipEndpoints
{
    public static void MapOip(this IEndpointRouteBuilder app)
    {
        var v2 = app.MapGroup("/v2").WithTags("Open Inference Protocol v2");
        v2.MapGet("", () => TypedResults.Json(ServerMetadata.Own, ApiJson.Plain.ServerMetadata)).Produces<ServerMetadata>();
        v2.MapGet("/health/live", () => TypedResults.Ok());
        v2.MapGet("/health/ready", (IReadiness readiness) => readiness.Reason is { } reason
            ? throw new RequestException(StatusCodes.Status503ServiceUnavailable, reason)
            : TypedResults.Ok());

        var infer = app.ServiceProvider.GetRequiredService<InferEndpoint>();
        foreach (var model in (string[])["/models/{model}", "/models/{model}/versions/{version}"])
        {
            v2.MapGet(model, Describe).Produces<ModelMetadata>();
            v2.MapGet($"{model}/ready", Ready).Produces<ModelReadiness>();
            v2.MapPost($"{model}/infer", infer.InvokeAsync)
                .WithMetadata(BodyLimit.ByHandler, AnswersFailures.Itself, InferEndpoint.Description);
            v2.MapPost($"/repository{model}/load", Load);
            v2.MapPost($"/repository{model}/unload", Unload);
        }
        v2.MapPost("/repository/index", Index).Produces<RepositoryEntry[]>();
    }

    private static async Task<IResult> Describe(string model, string? version, ModelRepository repository) =>
        TypedResults.Json(await repository.DescribeAsync(model, version), ApiJson.Plain.ModelMetadata);

    private static async Task<IResult> Ready(string model, string? version, ModelRepository repository, IReadiness readiness)
    {
        if (readiness.Reason is { } reason)
            throw new RequestException(StatusCodes.Status503ServiceUnavailable, reason);
        await repository.DemandReadyAsync(model, version);
        return TypedResults.Json(new ModelReadiness(model, version, true), ApiJson.Plain.ModelReadiness);
    }

    private static async Task<IResult> Load(HttpContext context, string model, string? version, ModelRepository repository)
    {
        (await RepositoryBody.ReadAsync(context)).RefuseFiles();
        await repository.LoadAsync(model, version);
        return TypedResults.Ok();
    }

    private static async Task<IResult> Unload(HttpContext context, string model, string? version, ModelRepository repository)
    {
        await RepositoryBody.ReadAsync(context);
        await repository.UnloadAsync(model, version);
        return TypedResults.Ok();
    }

    private static async Task<IResult> Index(HttpContext context, ModelRepository repository)
    {
        var body = await RepositoryBody.ReadAsync(context);
        return TypedResults.Json(await repository.IndexAsync(body.Ready), ApiJson.Plain.RepositoryEntryArray);
    }
}
