namespace ActorMlOps.Api.Hosting;

/// <param name="Reason">Why it is not ready; null if it is.</param>
internal sealed record HealthView(string Status, string? Reason);

/// <summary>Probes for orchestrators.</summary>
internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/healthz").WithTags("Health");
        health.MapGet("/live", () => TypedResults.Json(new HealthView("live", null), ApiJson.Plain.HealthView)).Produces<HealthView>();
        health.MapGet("/ready", (IReadiness readiness) => readiness.Reason is { } reason
            ? TypedResults.Json(
                new HealthView("notReady", reason), ApiJson.Plain.HealthView, statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Json(new HealthView("ready", null), ApiJson.Plain.HealthView)).Produces<HealthView>();
    }
}
