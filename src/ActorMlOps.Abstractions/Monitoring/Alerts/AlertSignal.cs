namespace ActorMlOps.Monitoring.Alerts;

/// <summary>
/// What one source says about one condition of the scope's model. Signals with the same version, kind and subject (the feature, else the
/// metric) are of one alert, whatever their sources: it is open while the condition of any source holds, with the greatest of their
/// severities.
/// </summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Source">
/// Who says so, the same in every signal about the condition: <c>eDetector</c>, <c>outliers</c>; for <see cref="SignalState.Occurred"/>
/// what happened, such as a rollout's id. 1 to 128 characters.
/// </param>
/// <param name="Severity">Of the condition while it holds.</param>
/// <param name="At">When the evidence was complete.</param>
/// <param name="Version">Null: it is not about one version.</param>
/// <param name="Feature">Null: not about one.</param>
/// <param name="Metric">Null: not about one.</param>
/// <param name="For">How long it must hold without a break before the alert is raised. 0: at once.</param>
/// <param name="Hold">
/// How long it must have recovered before the alert is closed (hysteresis), default <see cref="DefaultHold"/>; for
/// <see cref="SignalState.Occurred"/> how long the alert stays open, default <see cref="DefaultStay"/>.
/// </param>
[GenerateSerializer, Immutable, Alias("actormlops.AlertSignal")]
public sealed record AlertSignal(
    [property: Id(0)] AlertKind Kind,
    [property: Id(1)] string Source,
    [property: Id(2)] SignalState State,
    [property: Id(3)] AlertSeverity Severity,
    [property: Id(4)] AlertEvidence Evidence,
    [property: Id(5)] DateTimeOffset At,
    [property: Id(6)] string? Version = null,
    [property: Id(7)] string? Feature = null,
    [property: Id(8)] string? Metric = null,
    [property: Id(9)] TimeSpan For = default,
    [property: Id(10)] TimeSpan? Hold = null)
{
    public static TimeSpan DefaultHold { get; } = TimeSpan.FromMinutes(1);

    public static TimeSpan DefaultStay { get; } = TimeSpan.FromHours(24);
}
