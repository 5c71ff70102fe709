namespace ActorMlOps.Monitoring;

/// <summary>What became of labels; the counts are disjoint, and everything but the rejected is durable.</summary>
/// <param name="Accepted">Joined with its prediction.</param>
/// <param name="Duplicates">The same label, feedback and metrics were there already.</param>
/// <param name="Corrected">Another label, feedback or value of a metric was there; the new one counts now.</param>
/// <param name="Pending">
/// The prediction has not been seen yet; the label waits for it, for a day. Then it is unmatched: counted as such, and let go.
/// </param>
[GenerateSerializer, Immutable, Alias("actormlops.LabelResult")]
public sealed record LabelResult(
    [property: Id(0)] int Accepted,
    [property: Id(1)] int Duplicates,
    [property: Id(2)] int Corrected,
    [property: Id(3)] int Pending,
    [property: Id(4)] RejectedLabel[] Rejected)
{
    public static LabelResult Empty { get; } = new(0, 0, 0, 0, []);
}
