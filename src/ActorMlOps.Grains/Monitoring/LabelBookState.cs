using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>A label book as it is stored: everything up to, and without, log row <see cref="NextLog"/>.</summary>
[GenerateSerializer, Alias("actormlops.state.LabelBook")]
internal sealed class LabelBookState
{
    [Id(0)] public long NextLog { get; set; }
    [Id(1)] public string[] Versions { get; set; } = [];

    /// <summary>Oldest first; predictions of one id follow each other.</summary>
    [Id(2)] public LedgerEntry[] Predictions { get; set; } = [];

    /// <summary>Index into <see cref="Versions"/> per prediction.</summary>
    [Id(3)] public int[] PredictionVersions { get; set; } = [];

    [Id(4)] public Dictionary<UInt128, LabelMark> Labels { get; set; } = [];
    [Id(5)] public Dictionary<Guid, long> Sequences { get; set; } = [];
    [Id(6)] public LabelCellState[] Cells { get; set; } = [];
}
