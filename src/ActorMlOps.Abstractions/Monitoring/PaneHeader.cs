namespace ActorMlOps.Monitoring;

/// <summary>
/// What one silo instance saw of one version: a pane. It lies within one hop of 10 s UTC and, while traffic is not too fast,
/// within one block of rows.
/// </summary>
/// <param name="Sequence">From 1, without gaps, per silo instance and version.</param>
/// <param name="Hop">Start of the hop, seconds since the Unix epoch, a multiple of 10.</param>
/// <param name="Rows">Rows executed.</param>
/// <param name="RowsBefore">Rows that this silo instance executed in all its panes before: a gap against it is rows lost.</param>
/// <param name="FirstRow">Number of the pane's first row; -1 until the version's grain has given it.</param>
[GenerateSerializer, Immutable, Alias("actormlops.PaneHeader")]
public sealed record PaneHeader(
    [property: Id(0)] long Sequence,
    [property: Id(1)] long Hop,
    [property: Id(2)] int Rows,
    [property: Id(3)] long RowsBefore,
    [property: Id(4)] long FirstRow);
