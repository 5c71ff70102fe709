namespace ActorMlOps.Monitoring.Alerts;

/// <summary>Alerts that a silence is about: those that have all the values that are named; null: any.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.SilenceMatchers")]
public sealed record SilenceMatchers(
    [property: Id(0)] string? Model = null,
    [property: Id(1)] string? Version = null,
    [property: Id(2)] AlertKind? Kind = null,
    [property: Id(3)] string? Feature = null,
    [property: Id(4)] AlertSeverity? Severity = null)
{
    public bool Matches(Alert alert) =>
        (Model is null || Model == alert.Model)
        && (Version is null || Version == alert.Version)
        && (Kind is null || Kind == alert.Kind)
        && (Feature is null || Feature == alert.Feature)
        && (Severity is null || Severity == alert.Severity);
}
