using ActorMlOps.Api.Hosting;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;

namespace ActorMlOps.Api.Monitoring;

/// <summary>Drift, operations and performance of a version over a window.</summary>
internal static class ReportEndpoints
{
    public static void MapReports(this IEndpointRouteBuilder app)
    {
        var version = app.MapGroup("/api/models/{model}/versions/{version}").WithTags("Monitoring");
        version.MapGet("/drift", Drift).Produces<DriftView>();
        version.MapGet("/windows", Windows).Produces<WindowsReport>();
        version.MapGet("/performance", Performance).Produces<PerformanceReport>();
    }

    private static async Task<IResult> Drift(HttpContext context, string model, string version, IGrainFactory grains, TimeProvider clock)
    {
        var key = (await SpecAsync(model, version, grains)).Key.ToString();
        var query = ReportQueryReader.Read(context.Request, clock.GetUtcNow(), ReportQuery.Method);
        var range = await query.ResolveAsync(grains.GetGrain<IModelVersionGrain>(key));
        var report = DriftView.Of(await grains.GetGrain<IDriftGrain>(key).Report(range, query.Methods));
        return query.Csv ? ReportCsv.Of(report) : TypedResults.Json(report, ApiJson.Plain.DriftView);
    }

    private static async Task<IResult> Windows(HttpContext context, string model, string version, IGrainFactory grains, TimeProvider clock)
    {
        var key = (await SpecAsync(model, version, grains)).Key.ToString();
        var query = ReportQueryReader.Read(context.Request, clock.GetUtcNow(), ReportQuery.BucketName);
        var grain = grains.GetGrain<IModelVersionGrain>(key);
        var report = await grain.Windows(await query.ResolveAsync(grain), query.Bucket);
        return query.Csv ? ReportCsv.Of(report, query.Bucket is not null) : TypedResults.Json(report, ApiJson.Plain.WindowsReport);
    }

    private static async Task<IResult> Performance(
        HttpContext context, string model, string version, IGrainFactory grains, TimeProvider clock)
    {
        var spec = await SpecAsync(model, version, grains);
        var query = ReportQueryReader.Read(context.Request, clock.GetUtcNow(), ReportQuery.BucketName, ReportQuery.SegmentName);
        if (query.Segment is { } segment && !spec.Segments.Contains(segment))
        {
            var known = spec.Segments.Length == 0 ? "none" : string.Join(", ", spec.Segments);
            throw new RequestException(
                $"'segment': the version keeps no performance by '{segment}'; kept are: {known}. "
                + "Name it under 'sensitive' or 'segments' in the config.");
        }
        var grain = grains.GetGrain<IModelVersionGrain>(spec.Key.ToString());
        var report = await grain.Performance(await query.ResolveAsync(grain), query.Segment, query.Bucket);
        return query.Csv ? ReportCsv.Of(report) : TypedResults.Json(report, ApiJson.Plain.PerformanceReport);
    }

    private static async Task<VersionSpec> SpecAsync(string model, string version, IGrainFactory grains)
    {
        var key = Names.Demand(model, version);
        return await grains.GetGrain<IModelGrain>(model).GetSpec(version) ?? throw Names.NoVersion(key);
    }
}
