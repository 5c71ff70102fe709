using System.Text.Json.Serialization;

namespace ActorMlOps.Monitoring.Alerts;

/// <summary>Something is, or was, wrong. The body of the generic webhook, too.</summary>
/// <param name="Id">See <see cref="AlertId"/>.</param>
/// <param name="Model">Null: it is the fleet's.</param>
/// <param name="Version">Null: it is not about one version.</param>
/// <param name="Severity">The greatest that it had.</param>
/// <param name="Evidence">What it was raised on; after a rise of the severity, what that rests on.</param>
/// <param name="DedupKey">The same for every alert of this model, version, kind and subject: at most one of them is open.</param>
/// <param name="Revision">From 1, one more with each change: id and revision name a message to a sink.</param>
/// <param name="Silenced">Id of the silence that keeps it from being told; null: it is told.</param>
/// <param name="Recovery">What it was closed on.</param>
/// <param name="Told">The severity that sinks were told; null: they were told nothing.</param>
[GenerateSerializer, Immutable, Alias("actormlops.Alert")]
public sealed record Alert(
    [property: Id(0)] string Id,
    [property: Id(1)] string? Model,
    [property: Id(2)] string? Version,
    [property: Id(3)] AlertKind Kind,
    [property: Id(4)] string? Feature,
    [property: Id(5)] string? Metric,
    [property: Id(6)] AlertSeverity Severity,
    [property: Id(7)] AlertPhase State,
    [property: Id(8)] DateTimeOffset RaisedAt,
    [property: Id(9)] AlertEvidence Evidence,
    [property: Id(10)] string DedupKey,
    [property: Id(11)] int Revision,
    [property: Id(12)] Acknowledgement? Acknowledged = null,
    [property: Id(13)] DateTimeOffset? ClosedAt = null,
    [property: Id(14)] AlertEvidence? Recovery = null,
    [property: Id(15)] string? Silenced = null,
    [property: Id(16), JsonIgnore] AlertSeverity? Told = null)
{
    /// <summary>What it is about, in one line.</summary>
    [JsonIgnore]
    public string Summary
    {
        get
        {
            var who = Model is null ? "fleet" : Version is null ? Model : $"{Model}@{Version}";
            var what = (Feature ?? Metric) is { } subject ? $"{Name(Kind)} of {subject}" : Name(Kind);
            var reason = State == AlertPhase.Closed ? Recovery?.Reason : Evidence.Reason;
            return reason is null ? $"{who}: {what}" : $"{who}: {what}: {reason}";
        }
    }

    private static string Name(AlertKind kind) => kind.ToString().ToLowerInvariant();
}
