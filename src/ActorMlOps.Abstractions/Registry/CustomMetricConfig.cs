namespace ActorMlOps.Registry;

/// <summary>A metric of the user's, whose values come with labels.</summary>
/// <param name="Name">As <see cref="ResourceName"/>. It has one kind in all versions of a model.</param>
[GenerateSerializer, Immutable, Alias("actormlops.CustomMetricConfig")]
public sealed record CustomMetricConfig([property: Id(0)] string Name, [property: Id(1)] CustomMetricKind Kind)
{
    /// <summary>Most metrics of a version.</summary>
    public const int Most = 16;
}
