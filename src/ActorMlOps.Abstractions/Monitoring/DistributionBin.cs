namespace ActorMlOps.Monitoring;

/// <summary>Rows of one bin, [From, To), or of one category, or of what is no value.</summary>
/// <param name="From">Null: open, or no bin of numbers.</param>
/// <param name="Category">Name of the category; missing, nan, positiveInfinity, negativeInfinity or unseen where <paramref name="Apart"/>.</param>
/// <param name="Apart">Whether the rows have no value that the bins could hold.</param>
/// <param name="ReferenceShare">Of the reference's rows, 0 to 1; null without rows.</param>
[GenerateSerializer, Immutable, Alias("actormlops.DistributionBin")]
public sealed record DistributionBin(
    [property: Id(0)] double? From,
    [property: Id(1)] double? To,
    [property: Id(2)] string? Category,
    [property: Id(3)] bool Apart,
    [property: Id(4)] long Reference,
    [property: Id(5)] long Window,
    [property: Id(6)] double? ReferenceShare,
    [property: Id(7)] double? WindowShare);
