using ActorMlOps.Api.Hosting;
using ActorMlOps.Monitoring;
using ActorMlOps.Monitoring.Detection;
using ActorMlOps.Registry;

namespace ActorMlOps.Api.Monitoring;

/// <summary>Drift, operations and performance of a version over a window.</summary>
internal static class ReportEndpoints
{
    private const int DefaultBins = 20;

    public static void MapReports(this IEndpointRouteBuilder app)
    {
        var version = app.MapGroup("/api/models/{model}/versions/{version}").WithTags("Monitoring");
        version.MapGet("/drift", Drift).Produces<DriftView>();
        version.MapGet("/quality", Quality).Produces<QualityReport>();
        version.MapGet("/fairness", Fairness).Produces<FairnessReport>();
        version.MapGet("/features/{feature}/distribution", Distribution).Produces<DistributionReport>();
        version.MapGet("/windows", Windows).Produces<WindowsReport>();
        version.MapGet("/performance", Performance).Produces<PerformanceReport>();
        version.MapGet("/detectors", Detectors).Produces<DetectorsReport>();
    }

    private static async Task<IResult> Drift(HttpContext context, string model, string version, IGrainFactory grains, TimeProvider clock)
    {
        var spec = await SpecAsync(model, version, grains);
        var query = Read(context, spec, clock, ReportQuery.Method, ReportQuery.ModeName);
        var report = DriftView.Of(await Drifts(grains, spec).Report(await RangeAsync(query, spec, grains), query.Methods, query.Mode));
        return query.Csv ? ReportCsv.Of(report) : TypedResults.Json(report, ApiJson.Plain.DriftView);
    }

    private static async Task<IResult> Quality(HttpContext context, string model, string version, IGrainFactory grains, TimeProvider clock)
    {
        var spec = await SpecAsync(model, version, grains);
        var query = Read(context, spec, clock);
        var report = await Drifts(grains, spec).Quality(await RangeAsync(query, spec, grains));
        return query.Csv ? QualityCsv.Of(report) : TypedResults.Json(report, ApiJson.Plain.QualityReport);
    }

    private static async Task<IResult> Fairness(HttpContext context, string model, string version, IGrainFactory grains, TimeProvider clock)
    {
        var spec = await SpecAsync(model, version, grains);
        var query = Read(context, spec, clock);
        var report = await grains.GetGrain<IModelVersionGrain>(spec.Key.ToString()).Fairness(await RangeAsync(query, spec, grains));
        return query.Csv ? QualityCsv.Of(report) : TypedResults.Json(report, ApiJson.Plain.FairnessReport);
    }

    private static async Task<IResult> Distribution(
        HttpContext context, string model, string version, string feature, IGrainFactory grains, TimeProvider clock)
    {
        var spec = await SpecAsync(model, version, grains);
        var query = Read(context, spec, clock, ReportQuery.BinsName);
        if (!Array.Exists(spec.Features, f => f.Name == feature))
        {
            var known = string.Join(", ", spec.Features.Take(50).Select(f => f.Name));
            throw RequestException.NotFound($"Version '{version}' of '{model}' has no feature '{feature}'; features are: {known}.");
        }
        var report = await Drifts(grains, spec).Distribution(await RangeAsync(query, spec, grains), feature, query.Bins ?? DefaultBins);
        return query.Csv ? QualityCsv.Of(report) : TypedResults.Json(report, ApiJson.Plain.DistributionReport);
    }

    private static async Task<IResult> Windows(HttpContext context, string model, string version, IGrainFactory grains, TimeProvider clock)
    {
        var spec = await SpecAsync(model, version, grains);
        var query = Read(context, spec, clock, ReportQuery.BucketName);
        var grain = grains.GetGrain<IModelVersionGrain>(spec.Key.ToString());
        var report = await grain.Windows(await query.ResolveAsync(grain), query.Bucket);
        return query.Csv ? ReportCsv.Of(report, query.Bucket is not null) : TypedResults.Json(report, ApiJson.Plain.WindowsReport);
    }

    private static async Task<IResult> Performance(
        HttpContext context, string model, string version, IGrainFactory grains, TimeProvider clock)
    {
        var spec = await SpecAsync(model, version, grains);
        var query = Read(context, spec, clock, ReportQuery.BucketName, ReportQuery.SegmentName);
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

    private static async Task<IResult> Detectors(string model, string version, IGrainFactory grains)
    {
        var key = (await SpecAsync(model, version, grains)).Key.ToString();
        return TypedResults.Json(await grains.GetGrain<IModelVersionGrain>(key).Detectors(), ApiJson.Plain.DetectorsReport);
    }

    private static ReportQuery Read(HttpContext context, VersionSpec spec, TimeProvider clock, params string[] extra) =>
        ReportQueryReader.Read(context.Request, clock.GetUtcNow(), spec.Windows?.Report, extra);

    private static ValueTask<WindowRange> RangeAsync(ReportQuery query, VersionSpec spec, IGrainFactory grains) =>
        query.ResolveAsync(grains.GetGrain<IModelVersionGrain>(spec.Key.ToString()));

    private static IDriftGrain Drifts(IGrainFactory grains, VersionSpec spec) => grains.GetGrain<IDriftGrain>(new DriftShardKey(spec.Key, 0).ToString());

    private static async Task<VersionSpec> SpecAsync(string model, string version, IGrainFactory grains)
    {
        var key = Names.Demand(model, version);
        return await grains.GetGrain<IModelGrain>(model).GetSpec(version) ?? throw Names.NoVersion(key);
    }
}
