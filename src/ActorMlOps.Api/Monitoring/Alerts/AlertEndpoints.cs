using ActorMlOps.Api.Hosting;
using ActorMlOps.Api.Rollout;
using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Registry;
using Microsoft.AspNetCore.Http.Features;

namespace ActorMlOps.Api.Monitoring.Alerts;

/// <summary>Alerts: listed, looked at, acknowledged; rules as they stand; sinks tried out.</summary>
internal static class AlertEndpoints
{
    private const int MostBy = 128;
    private const int MostNote = 1024;

    public static void MapAlerts(this IEndpointRouteBuilder app)
    {
        var alerts = app.MapGroup("/api/alerts").WithTags("Alerts");
        alerts.MapGet("", List).Produces<AlertListView>();
        alerts.MapGet("/rules", Rules).Produces<RuleListView>();
        alerts.MapGet("/{id}", Get).Produces<Alert>();
        alerts.MapPost("/{id}/ack", Acknowledge).Accepts<AcknowledgeBody>("application/json").Produces<Alert>();
        alerts.MapPost("/test", Test).Accepts<SinkTestBody>("application/json").Produces<SinkTestView>();
    }

    private static async Task<IResult> List(HttpContext context, IGrainFactory grains)
    {
        var query = AlertQuery.Read(context.Request.Query);
        var scopes = await ScopesAsync(grains, query.Model);
        var answers = await Task.WhenAll(scopes.Select(async scope => (Scope: scope, Info: await AskAsync(grains, scope))));
        string[] unreachable = [.. answers.Where(a => a.Info is null).Select(a => a.Scope.ToString())];
        var reached = answers.Select(a => a.Info).OfType<AlertsInfo>().ToList();
        return TypedResults.Json(
            new AlertListView(
                [.. reached.SelectMany(i => i.Alerts).Where(query.Takes).OrderByDescending(a => a.RaisedAt).Take(query.Limit)],
                [.. reached.SelectMany(i => i.Sinks).GroupBy(s => s.Sink).Select(SinkView.Of)],
                unreachable.Length == 0 ? null : unreachable),
            ApiJson.Plain.AlertListView);
    }

    private static async Task<IResult> Rules(IGrainFactory grains, string? model = null)
    {
        var scopes = await ScopesAsync(grains, model);
        var rules = await Task.WhenAll(scopes.Select(async s =>
            Array.ConvertAll(await grains.GetGrain<IAlertGrain>(s.ToString()).Rules(), r => RuleView.Of(s.Model, r))));
        return TypedResults.Json(new RuleListView([.. rules.SelectMany(r => r)]), ApiJson.Plain.RuleListView);
    }

    private static async Task<IResult> Get(string id, IGrainFactory grains)
    {
        var (grain, number) = await FindAsync(grains, id);
        return TypedResults.Json(await grain.Get(number) ?? throw NoAlert(id), AlertJson.Plain.Alert);
    }

    private static async Task<IResult> Acknowledge(HttpContext context, string id, IGrainFactory grains)
    {
        var (grain, number) = await FindAsync(grains, id);
        var body = HasBody(context) ? await StrictJson.ReadAsync(context, CommandJson.Default.AcknowledgeBody) : new();
        DemandLength("by", body.By, MostBy);
        DemandLength("note", body.Note, MostNote);
        var by = string.IsNullOrEmpty(body.By) ? TrafficEndpoints.Operator : body.By;
        return TypedResults.Json(await grain.Acknowledge(number, by, body.Note) ?? throw NoAlert(id), AlertJson.Plain.Alert);
    }

    private static async Task<IResult> Test(HttpContext context, IGrainFactory grains)
    {
        var body = HasBody(context) ? await StrictJson.ReadAsync(context, CommandJson.Default.SinkTestBody) : new();
        var results = await grains.GetGrain<IAlertFleetGrain>(IAlertFleetGrain.Key).Test(body.Sink, body.Severity);
        return results is null
            ? throw RequestException.NotFound($"There is no sink '{body.Sink}'; the sinks are in the settings under ActorMlOps:Alerts:Sinks.")
            : TypedResults.Json(new SinkTestView(results), ApiJson.Plain.SinkTestView);
    }

    /// <exception cref="RequestException">400: longer.</exception>
    internal static void DemandLength(string field, string? text, int most)
    {
        if (text?.Length > most)
            throw new RequestException($"'{field}' has {text.Length} characters; at most {most} are kept.");
    }

    /// <summary>Scopes that there are: asking for any other would make a grain for each name that somebody thinks of.</summary>
    private static async Task<IReadOnlyList<AlertScope>> ScopesAsync(IGrainFactory grains, string? model)
    {
        var models = await grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key).List();
        if (model is null)
            return [.. models.Select(m => new AlertScope(m)), AlertScope.Fleet];
        return models.Contains(model) ? [new(model)] : throw Names.NoModel(model);
    }

    private static async Task<AlertsInfo?> AskAsync(IGrainFactory grains, AlertScope scope)
    {
        try
        {
            return await grains.GetGrain<IAlertGrain>(scope.ToString()).List();
        }
        catch (Exception)
        {
            // Its silo has just fallen, perhaps; what the others have is worth showing.
            return null;
        }
    }

    private static async Task<(IAlertGrain Grain, long Number)> FindAsync(IGrainFactory grains, string id)
    {
        if (!AlertId.TryParse(id, out var parsed))
            throw NoAlert(id);
        if (parsed.Scope.Model is { } model && !(await grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key).List()).Contains(model))
            throw NoAlert(id);
        return (grains.GetGrain<IAlertGrain>(parsed.Scope.ToString()), parsed.Number);
    }

    private static bool HasBody(HttpContext context) => context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? true;

    private static RequestException NoAlert(string id) =>
        RequestException.NotFound($"There is no alert '{id}', or it is closed and no longer kept.");
}
