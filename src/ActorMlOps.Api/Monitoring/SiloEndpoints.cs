using ActorMlOps.Api.Hosting;
using ActorMlOps.Monitoring;

namespace ActorMlOps.Api.Monitoring;

/// <summary>The silos and what they use of their machines. One that does not answer is listed as such; the call takes two seconds at most.</summary>
internal static class SiloEndpoints
{
    public static void MapSilos(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/silos", Get).WithTags("Monitoring").Produces<FleetResources>();

    private static async Task<IResult> Get(IGrainFactory grains) => TypedResults.Json(
        await grains.GetGrain<IFleetGrain>(IFleetGrain.Key).Resources(), ApiJson.Plain.FleetResources);
}
