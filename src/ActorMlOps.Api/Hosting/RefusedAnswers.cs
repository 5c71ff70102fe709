using ActorMlOps.Monitoring;

namespace ActorMlOps.Api.Hosting;

/// <summary>Which answers are refusals that are counted.</summary>
internal static class RefusedAnswers
{
    /// <summary>Of any endpoint.</summary>
    public static void CountAnswer(this IRefusals refusals, int status)
    {
        if (status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden)
            refusals.Count(Refusal.Unauthorized);
    }

    /// <summary>Of inference.</summary>
    public static void CountInference(this IRefusals refusals, int status)
    {
        if (status is StatusCodes.Status400BadRequest or StatusCodes.Status413PayloadTooLarge or StatusCodes.Status415UnsupportedMediaType)
            refusals.Count(Refusal.Malformed);
        else
            refusals.CountAnswer(status);
    }
}
