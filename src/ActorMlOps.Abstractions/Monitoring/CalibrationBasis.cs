namespace ActorMlOps.Monitoring;

/// <summary>The labelled rows that scores were calibrated on; none of them is of the window.</summary>
/// <param name="From">
/// reference; referenceAndLabels: it and the labelled rows among the 10,000 predictions before the window; labels: these alone, since they
/// contradict the reference or it has no labels.
/// </param>
[GenerateSerializer, Immutable, Alias("actormlops.CalibrationBasis")]
public sealed record CalibrationBasis(
    [property: Id(0)] long Rows,
    [property: Id(1)] string From,
    [property: Id(2)] long ReferenceRows,
    [property: Id(3)] long LabelledRows);
