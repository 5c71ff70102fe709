using System.Text.Json;
using System.Text.Json.Nodes;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Api.Monitoring;
using ActorMlOps.Api.Rollout;
using ActorMlOps.Registry;
using Microsoft.Extensions.Options;

namespace ActorMlOps.Api.Registry;

/// <summary>How a version is watched: its settings and its reference, both changed while it serves.</summary>
internal static class MonitoringEndpoints
{
    public static void MapMonitoring(this IEndpointRouteBuilder app)
    {
        var version = app.MapGroup("/api/models/{model}/versions/{version}").WithTags("Monitoring");
        version.MapGet("/monitoring", Get).Produces<VersionConfig>();
        version.MapPut("/monitoring", Put).Accepts<VersionConfig>("application/json").Produces<VersionConfig>();
        version.MapGet("/monitoring/changes", Changes).Produces<MonitoringChangesView>();
        version.MapPut("/reference", PutReference).WithMetadata(BodyLimit.ByHandler)
            .Accepts<ReferenceWindowBody>("application/json", "text/csv", "application/vnd.apache.parquet").Produces<VersionView>();
    }

    private static async Task<IResult> Get(HttpContext context, string model, string version, IGrainFactory grains) =>
        Answer(context, await FindAsync(grains, Names.Demand(model, version)));

    private static async Task<IResult> Put(HttpContext context, string model, string version, IGrainFactory grains)
    {
        var key = Names.Demand(model, version);
        using var body = await PooledBody.ReadAsync(context.Request, ApiOptions.MaxCommandBytes, context.RequestAborted);
        var config = VersionConfigReader.Read(body.Span, "The body");
        if (MonitoringView.Fixed(config) is { Count: > 0 } named)
        {
            throw new RequestException(
                $"The body: '{string.Join("', '", named)}' can't change, since the version is read by it; register the file under a new version.");
        }
        var result = await grains.GetGrain<IModelGrain>(model).SetMonitoring(version, config, Expected(context, key), TrafficEndpoints.Operator);
        return Answer(context, Demand(result, key));
    }

    private static async Task<IResult> Changes(string model, string version, IGrainFactory grains)
    {
        var key = Names.Demand(model, version);
        await FindAsync(grains, key);
        var changes = await grains.GetGrain<IModelGrain>(model).MonitoringChanges(version);
        return TypedResults.Json(
            new MonitoringChangesView(model, version, Array.ConvertAll(changes, MonitoringChangeView.Of)), ApiJson.Plain.MonitoringChangesView);
    }

    private static async Task<IResult> PutReference(
        HttpContext context, string model, string version, IGrainFactory grains, IArtifactStore artifacts, IOptions<ApiOptions> options)
    {
        var key = Names.Demand(model, version);
        await FindAsync(grains, key);
        var change = await ReferenceUpload.ReadAsync(context, version, Expected(context, key), artifacts, options.Value);
        var result = await grains.GetGrain<IModelGrain>(model).SetReference(change, context.RequestAborted);
        var info = Demand(result, key);
        context.Response.Headers.ETag = MonitoringView.Tag(info);
        return TypedResults.Json(VersionView.Of(info), ApiJson.Plain.VersionView);
    }

    private static IResult Answer(HttpContext context, VersionInfo info)
    {
        context.Response.Headers.ETag = MonitoringView.Tag(info);
        return TypedResults.Text(MonitoringView.Json(info.Config), "application/json");
    }

    /// <summary>The revision that the caller has seen; null: it takes any.</summary>
    /// <exception cref="RequestException">412: none that the version ever had.</exception>
    private static int? Expected(HttpContext context, VersionKey key)
    {
        var tag = context.Request.Headers.IfMatch.ToString();
        if (tag.Length == 0 || tag == "*")
            return null;
        return MonitoringView.TryRevision(tag, out var revision)
            ? revision
            : throw new RequestException(
                StatusCodes.Status412PreconditionFailed, $"'If-Match': {tag} is no tag of {key}; read it from the 'ETag' of GET .../monitoring.");
    }

    private static VersionInfo Demand(MonitoringResult result, VersionKey key) => result.Outcome switch
    {
        MonitoringOutcome.UnknownVersion => throw Names.NoVersion(key),
        MonitoringOutcome.Invalid => throw new RequestException(StatusCodes.Status400BadRequest, result.Errors),
        MonitoringOutcome.OtherRevision => throw new RequestException(StatusCodes.Status412PreconditionFailed, result.Errors),
        _ => result.Version!,
    };

    private static async Task<VersionInfo> FindAsync(IGrainFactory grains, VersionKey key) =>
        Array.Find((await grains.GetGrain<IModelGrain>(key.Model).Get())?.Versions ?? [], v => v.Spec.Key == key) ?? throw Names.NoVersion(key);
}
