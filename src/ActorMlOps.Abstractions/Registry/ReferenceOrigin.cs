namespace ActorMlOps.Registry;

/// <summary>Where a version's reference came from.</summary>
/// <param name="Source">file, window or baseline (the first rows that were observed).</param>
/// <param name="Version">Of a window: whose.</param>
/// <param name="From">Of a window or baseline: start of its first hop.</param>
/// <param name="To">End of its last.</param>
/// <param name="Note">What its precision lacks, if anything.</param>
[GenerateSerializer, Immutable, Alias("actormlops.ReferenceOrigin")]
public sealed record ReferenceOrigin(
    [property: Id(0)] string Source,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] string? Version = null,
    [property: Id(3)] DateTimeOffset? From = null,
    [property: Id(4)] DateTimeOffset? To = null,
    [property: Id(5)] string? Note = null)
{
    public const string File = "file";
    public const string Window = "window";
    public const string Baseline = "baseline";
}
