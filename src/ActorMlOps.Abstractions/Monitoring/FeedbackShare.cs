namespace ActorMlOps.Monitoring;

/// <summary>How often one value of feedback was given, among all feedback of the window, with Wilson's 95 % confidence interval.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.FeedbackShare")]
public sealed record FeedbackShare(
    [property: Id(0)] long N,
    [property: Id(1)] double? Share,
    [property: Id(2)] double? Low,
    [property: Id(3)] double? High);
