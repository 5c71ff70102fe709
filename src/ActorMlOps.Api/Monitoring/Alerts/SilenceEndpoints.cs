using ActorMlOps.Api.Hosting;
using ActorMlOps.Api.Rollout;
using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Api.Monitoring.Alerts;

/// <summary>Silences: what is known and need not be told for a while.</summary>
internal static class SilenceEndpoints
{
    private const int MostText = 1024;
    private const int MostBy = 128;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    public static void MapSilences(this IEndpointRouteBuilder app)
    {
        var silences = app.MapGroup("/api/silences").WithTags("Alerts");
        silences.MapGet("", List).Produces<SilenceListView>();
        silences.MapPost("", Post).Accepts<SilenceBody>("application/json").Produces<Silence>(StatusCodes.Status201Created);
        silences.MapDelete("/{id}", Delete).Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> List(IGrainFactory grains) =>
        TypedResults.Json(new SilenceListView(await Fleet(grains).Silences()), ApiJson.Plain.SilenceListView);

    private static async Task<IResult> Post(HttpContext context, IGrainFactory grains, TimeProvider clock)
    {
        var body = await StrictJson.ReadAsync(context, CommandJson.Default.SilenceBody);
        var expiresAt = Check(body, clock.GetUtcNow());
        var by = string.IsNullOrEmpty(body.By) ? TrafficEndpoints.Operator : body.By;
        var silence = await Fleet(grains).AddSilence(body.Matchers, expiresAt, body.Reason, by)
            ?? throw new RequestException(StatusCodes.Status409Conflict, "There are too many silences: remove some that are not needed any more.");
        return TypedResults.Json(silence, ApiJson.Plain.Silence, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> Delete(string id, IGrainFactory grains) => await Fleet(grains).RemoveSilence(id)
        ? TypedResults.NoContent()
        : throw RequestException.NotFound($"There is no silence '{id}' (any more).");

    /// <returns>When it ends.</returns>
    /// <exception cref="RequestException">Everything that is wrong.</exception>
    private static DateTimeOffset Check(SilenceBody body, DateTimeOffset now)
    {
        var errors = new List<string>();
        var matchers = body.Matchers;
        if (matchers == new SilenceMatchers())
            errors.Add("'matchers' names nothing, which would silence everything: give at least one of model, version, kind, feature, severity.");
        foreach (var (field, text) in new[] { ("model", matchers.Model), ("version", matchers.Version), ("feature", matchers.Feature) })
        {
            if (text is { Length: 0 or > MostText })
                errors.Add($"'matchers.{field}' must have 1 to {MostText} characters.");
        }
        if (string.IsNullOrWhiteSpace(body.Reason) || body.Reason.Length > MostText)
            errors.Add($"'reason' must have 1 to {MostText} characters: who finds the silence must know why it is there.");
        if (body.By?.Length > MostBy)
            errors.Add($"'by' must have at most {MostBy} characters.");
        DateTimeOffset expiresAt = default;
        if ((body.Duration is null) == (body.ExpiresAt is null))
            errors.Add($"Give either 'duration', such as \"2h\", or 'expiresAt', such as \"{Times.InstantExample}\".");
        else if (body.Duration is { } duration)
            expiresAt = now + duration;
        else if (!Times.TryInstant(body.ExpiresAt!, out expiresAt))
            errors.Add($"'expiresAt' must be a time with an offset, such as \"{Times.InstantExample}\".");
        if (expiresAt != default && (expiresAt <= now || expiresAt > now + Longest))
            errors.Add("The end of a silence must be in the future, at most 90d ahead.");
        return errors.Count == 0 ? expiresAt : throw new RequestException(StatusCodes.Status400BadRequest, errors);
    }

    private static IAlertFleetGrain Fleet(IGrainFactory grains) => grains.GetGrain<IAlertFleetGrain>(IAlertFleetGrain.Key);
}
