namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// One stored row of a timeline. The newest segment also tells, in the same write, how far each sender and the log were counted: so a cell
/// and the proof that it was counted can't come apart.
/// </summary>
[GenerateSerializer, Alias("actormlops.state.TimelineSegment`1")]
internal sealed class TimelineSegment<T>
{
    [Id(0)] public List<WindowCell<T>> Cells { get; set; } = [];
    [Id(1)] public Dictionary<Guid, SenderMark> Senders { get; set; } = [];
    [Id(2)] public long TotalRows { get; set; }
    [Id(3)] public long RowsLost { get; set; }

    /// <summary>Which profile the cells were counted by; "" where none applies.</summary>
    [Id(4)] public string Profile { get; set; } = "";

    /// <summary>Where the newest panes lie, if the owner is asked for that. Of the newest segment only.</summary>
    [Id(5)] public List<PaneRun> Panes { get; set; } = [];

    /// <summary>
    /// The last segment of the finer level whose cells are in this level: it, and those before it, count no more if they are still there.
    /// </summary>
    [Id(6)] public long Consumed { get; set; } = -1;

    /// <summary>Number of the first entry of the log that is not in the cells. Of the newest segment only.</summary>
    [Id(7)] public long Logged { get; set; }
}
