namespace ActorMlOps.Registry;

/// <summary>Times of a version's windows.</summary>
/// <param name="Keep">How long windows of features and predictions are kept, 1 h to 8 d; default 8 d.</param>
/// <param name="Report">The window of a report that names none, 10 s to <paramref name="Keep"/>; default 1 h.</param>
/// <param name="Season">After so long traffic repeats itself, 1 h to 400 d; calibration of detectors must span it. Default: none.</param>
[GenerateSerializer, Immutable, Alias("actormlops.WindowsConfig")]
public sealed record WindowsConfig(
    [property: Id(0)] TimeSpan? Keep = null, [property: Id(1)] TimeSpan? Report = null, [property: Id(2)] TimeSpan? Season = null)
{
    public static TimeSpan MostKeep { get; } = TimeSpan.FromDays(8);
}
