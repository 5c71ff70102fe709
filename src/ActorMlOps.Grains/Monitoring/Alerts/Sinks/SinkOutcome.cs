namespace ActorMlOps.Grains.Monitoring.Alerts.Sinks;

/// <summary>What became of one attempt.</summary>
/// <param name="Refused">The receiver says that it can't use this very message, however often it comes (HTTP 400, 413, 422).</param>
/// <param name="Status">HTTP status; null: there was no answer, or it is not HTTP.</param>
/// <param name="Error">Null: it was delivered. Never holds an address or a secret.</param>
/// <param name="RetryAfter">What the receiver asked for.</param>
internal sealed record SinkOutcome(bool Delivered, bool Refused = false, int? Status = null, string? Error = null, TimeSpan? RetryAfter = null)
{
    public static SinkOutcome Done { get; } = new(true);

    public static SinkOutcome Failure(string error) => new(false, Error: error);
}
