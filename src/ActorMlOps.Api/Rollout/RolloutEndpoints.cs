using ActorMlOps.Api.Hosting;
using ActorMlOps.Rollout;

namespace ActorMlOps.Api.Rollout;

/// <summary>Rollouts: started, looked at, and moved on by an operator's commands.</summary>
internal static class RolloutEndpoints
{
    private static readonly (string Name, RolloutCommand Command)[] Commands =
    [
        ("approve", RolloutCommand.Approve),
        ("promote", RolloutCommand.Promote),
        ("rollback", RolloutCommand.Rollback),
        ("pause", RolloutCommand.Pause),
        ("resume", RolloutCommand.Resume),
        ("abort", RolloutCommand.Abort),
    ];

    public static void MapRollouts(this IEndpointRouteBuilder app)
    {
        var rollouts = app.MapGroup("/api/models/{model}/rollouts").WithTags("Rollout");
        rollouts.MapPost("", Start).Accepts<RolloutBody>("application/json").Produces<RolloutView>(StatusCodes.Status201Created);
        rollouts.MapGet("", List).Produces<RolloutList>();
        rollouts.MapGet("/{id}", Get).Produces<RolloutView>();
        foreach (var (name, command) in Commands)
        {
            rollouts.MapPost($"/{{id}}/{name}", (string model, string id, IGrainFactory grains) => CommandAsync(model, id, command, grains))
                .Produces<RolloutView>();
        }
    }

    private static async Task<IResult> Start(HttpContext context, string model, IGrainFactory grains)
    {
        Names.Demand(model);
        var body = await StrictJson.ReadAsync(context, CommandJson.Default.RolloutBody);
        StrictJson.RefuseNulls(body.Steps, "The body", "steps");
        if (body.Kind != RolloutKind.Canary && body.Steps is { Length: > 0 })
            throw new RequestException("'steps': only a canary has steps; leave them out.");
        var result = await grains.GetGrain<ITrafficGrain>(model).Start(
            new(body.Kind, body.Candidate, [.. body.Steps?.Select(s => s.Weight) ?? []], TrafficEndpoints.Operator));
        var view = ViewOf(model, result);
        context.Response.Headers.Location = $"/api/models/{model}/rollouts/{view.Id}";
        return TypedResults.Json(view, ApiJson.Plain.RolloutView, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> List(string model, IGrainFactory grains)
    {
        var rollouts = await ReadAsync(model, grains);
        return TypedResults.Json(new RolloutList(Array.ConvertAll(rollouts, r => RolloutView.Of(model, r))), ApiJson.Plain.RolloutList);
    }

    private static async Task<IResult> Get(string model, string id, IGrainFactory grains) =>
        Array.Find(await ReadAsync(model, grains), r => r.Id == id) is { } rollout
            ? TypedResults.Json(RolloutView.Of(model, rollout), ApiJson.Plain.RolloutView)
            : throw NoRollout(model, id);

    private static async Task<IResult> CommandAsync(string model, string id, RolloutCommand command, IGrainFactory grains)
    {
        Names.Demand(model);
        var result = await grains.GetGrain<ITrafficGrain>(model).Command(id, command, TrafficEndpoints.Operator)
            ?? throw NoRollout(model, id);
        return TypedResults.Json(ViewOf(model, result), ApiJson.Plain.RolloutView);
    }

    private static async Task<RolloutState[]> ReadAsync(string model, IGrainFactory grains)
    {
        Names.Demand(model);
        var traffic = grains.GetGrain<ITrafficGrain>(model);
        return await traffic.GetPolicy() is null ? throw Names.NoModel(model) : await traffic.Rollouts();
    }

    private static RolloutView ViewOf(string model, SwitchResult result)
    {
        SwitchView.Demand(model, result);
        return RolloutView.Of(model, result.Rollout!) with
        {
            AcknowledgedBy = result.AcknowledgedBy,
            Unconfirmed = result.Unconfirmed,
            LeaseMs = result.LeaseMs,
        };
    }

    private static RequestException NoRollout(string model, string id) =>
        RequestException.NotFound($"There is no rollout '{id}' of a model '{model}'.");
}
