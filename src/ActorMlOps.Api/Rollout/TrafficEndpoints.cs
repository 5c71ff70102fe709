using ActorMlOps.Api.Hosting;
using ActorMlOps.Rollout;

namespace ActorMlOps.Api.Rollout;

/// <summary>The traffic split, read and set directly.</summary>
internal static class TrafficEndpoints
{
    /// <summary>Who did it, in histories: the API knows no users yet.</summary>
    public const string Operator = "operator";

    public static void MapTraffic(this IEndpointRouteBuilder app)
    {
        var traffic = app.MapGroup("/api/models/{model}/traffic").WithTags("Rollout");
        traffic.MapGet("", Get).Produces<TrafficView>();
        traffic.MapPut("", Put).Accepts<TrafficBody>("application/json").Produces<SwitchView>();
    }

    private static async Task<IResult> Get(string model, IGrainFactory grains)
    {
        Names.Demand(model);
        return await grains.GetGrain<ITrafficGrain>(model).GetPolicy() is { } policy
            ? TypedResults.Json(TrafficView.Of(policy), ApiJson.Plain.TrafficView)
            : throw Names.NoModel(model);
    }

    private static async Task<IResult> Put(HttpContext context, string model, IGrainFactory grains)
    {
        Names.Demand(model);
        var body = await StrictJson.ReadAsync(context, CommandJson.Default.TrafficBody);
        StrictJson.RefuseNulls(body.Variants, "The body", "variants");
        StrictJson.RefuseNulls(body.Shadows, "The body", "shadows");
        var change = new TrafficChange(
            Array.ConvertAll(body.Variants, v => new WeightedVersion(v.Version, v.Weight)), body.Shadows ?? [], body.IfEpoch, Operator);
        var result = await grains.GetGrain<ITrafficGrain>(model).Set(change);
        return TypedResults.Json(SwitchView.Of(model, result), ApiJson.Plain.SwitchView);
    }
}
