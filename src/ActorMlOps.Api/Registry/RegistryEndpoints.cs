using ActorMlOps.Api.Hosting;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;
using Microsoft.Extensions.Options;

namespace ActorMlOps.Api.Registry;

/// <summary>Models and their versions.</summary>
internal static class RegistryEndpoints
{
    public static void MapRegistry(this IEndpointRouteBuilder app)
    {
        var models = app.MapGroup("/api/models").WithTags("Registry");
        models.MapGet("", List).Produces<ModelList>();
        models.MapGet("/{model}", Get).Produces<ModelView>();
        models.MapGet("/{model}/versions/{version}", GetVersion).Produces<VersionView>();
        models.MapPut("/{model}/versions/{version}", Put).WithMetadata(BodyLimit.ByHandler)
            .Produces<VersionView>(StatusCodes.Status201Created).Produces<VersionView>();
        models.MapDelete("/{model}/versions/{version}", Delete).Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> List(IGrainFactory grains)
    {
        var names = await grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key).List();
        var models = await Task.WhenAll(names.Select(async name =>
        {
            var info = await grains.GetGrain<IModelGrain>(name).Get();
            var policy = await grains.GetGrain<ITrafficGrain>(name).GetPolicy();
            return new ModelSummary(name, policy?.Stable, [.. info?.Versions.Select(v => v.Spec.Key.Version) ?? []]);
        }));
        return TypedResults.Json(new ModelList(models), ApiJson.Plain.ModelList);
    }

    private static async Task<IResult> Get(string model, IGrainFactory grains)
    {
        var info = await FindAsync(grains, model);
        var policy = await grains.GetGrain<ITrafficGrain>(model).GetPolicy();
        return TypedResults.Json(
            new ModelView(model, policy?.Stable, Array.ConvertAll(info.Versions, VersionView.Of)), ApiJson.Plain.ModelView);
    }

    private static async Task<IResult> GetVersion(string model, string version, IGrainFactory grains)
    {
        var info = await FindAsync(grains, model);
        return Array.Find(info.Versions, v => v.Spec.Key.Version == version) is { } found
            ? TypedResults.Json(VersionView.Of(found), ApiJson.Plain.VersionView)
            : throw Names.NoVersion(new(model, version));
    }

    private static async Task<IResult> Put(
        HttpContext context, string model, string version, IGrainFactory grains, IArtifactStore artifacts, IOptions<ApiOptions> options)
    {
        var key = Names.Creatable(model, version);
        var command = await new VersionUpload(artifacts, options.Value).ReadAsync(version, context.Request, context.RequestAborted);
        var result = await grains.GetGrain<IModelGrain>(model).Register(command, context.RequestAborted);
        switch (result.Outcome)
        {
            case RegisterOutcome.Created:
                context.Response.Headers.Location = $"/api/models/{key.Model}/versions/{key.Version}";
                return TypedResults.Json(
                    VersionView.Of(result.Version!), ApiJson.Plain.VersionView, statusCode: StatusCodes.Status201Created);
            case RegisterOutcome.Same:
                return TypedResults.Json(VersionView.Of(result.Version!), ApiJson.Plain.VersionView);
            case RegisterOutcome.Conflict:
                throw new RequestException(StatusCodes.Status409Conflict, result.Errors);
            default:
                throw new RequestException(StatusCodes.Status400BadRequest, result.Errors);
        }
    }

    private static async Task<IResult> Delete(string model, string version, IGrainFactory grains)
    {
        var key = Names.Demand(model, version);
        return await grains.GetGrain<IModelGrain>(model).Retire(version) switch
        {
            RetireOutcome.Retired => TypedResults.NoContent(),
            RetireOutcome.InUse => throw new RequestException(
                StatusCodes.Status409Conflict,
                $"Version '{version}' is in use: take its traffic away by PUT /api/models/{model}/traffic and end its rollouts first."),
            _ => throw Names.NoVersion(key),
        };
    }

    private static async Task<ModelInfo> FindAsync(IGrainFactory grains, string model)
    {
        Names.Demand(model);
        return await grains.GetGrain<IModelGrain>(model).Get() ?? throw Names.NoModel(model);
    }
}
