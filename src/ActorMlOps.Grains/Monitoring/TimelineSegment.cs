namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// One stored row of a timeline. The newest segment also tells, in the same write, how far each sender was counted: so a cell and the
/// proof that it was counted can't come apart.
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

    /// <summary>Where the panes of this segment lie, if the owner is asked for that.</summary>
    [Id(5)] public List<PaneRun> Panes { get; set; } = [];
}
