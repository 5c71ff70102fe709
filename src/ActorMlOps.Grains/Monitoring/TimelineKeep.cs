namespace ActorMlOps.Grains.Monitoring;

/// <summary>What is kept in memory of a level's segments; the cells of the others are read from the store when a report needs them.</summary>
internal enum TimelineKeep
{
    /// <summary>The cells of all.</summary>
    Cells,

    /// <summary>The cells of the open one.</summary>
    Open,

    /// <summary>The sum of each: what a window takes from a segment that lies wholly in it.</summary>
    Sums,

    Nothing,
}
