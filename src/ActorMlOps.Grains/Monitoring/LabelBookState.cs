using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>A label book as it is stored: everything up to, and without, log row <see cref="NextLog"/>.</summary>
[GenerateSerializer, Alias("actormlops.state.LabelBook")]
internal sealed class LabelBookState
{
    [Id(0)] public long NextLog { get; set; }
    [Id(1)] public string[] Versions { get; set; } = [];

    /// <summary>
    /// Of books of before they were packed, as are the next and <see cref="Labels"/>. Oldest first; predictions of one id follow each other.
    /// </summary>
    [Id(2)] public LedgerEntry[] Predictions { get; set; } = [];

    /// <summary>Index into <see cref="Versions"/> per prediction.</summary>
    [Id(3)] public int[] PredictionVersions { get; set; } = [];

    [Id(4)] public Dictionary<UInt128, LabelMark> Labels { get; set; } = [];

    /// <summary>By when they were heard, oldest first.</summary>
    [Id(5)] public Dictionary<Guid, long> Sequences { get; set; } = [];
    [Id(6)] public LabelCellState[] Cells { get; set; } = [];

    /// <summary>Per version: number of the newest row that was counted; -1: none.</summary>
    [Id(7)] public long[] NewestRows { get; set; } = [];

    /// <summary>Per version: rows before this one are not kept by block any more.</summary>
    [Id(8)] public long[] BlocksFrom { get; set; } = [];

    [Id(9)] public LabelGrid Grid { get; set; } = LabelGrid.Start;

    /// <summary>Predictions of labels that wait for the number of their row.</summary>
    [Id(10)] public ReceiptedPrediction[] Unplaced { get; set; } = [];

    /// <summary>Labels that have waited for their prediction in vain, since the book began.</summary>
    [Id(11)] public long Unmatched { get; set; }

    /// <summary>
    /// <see cref="PackedPrediction"/>s: oldest first; predictions of one id follow each other. A book is mostly these and the labels: as bytes
    /// they are copied, and not written field by field.
    /// </summary>
    [Id(12)] public byte[] PackedPredictions { get; set; } = [];

    /// <summary><see cref="PackedLabel"/>s.</summary>
    [Id(13)] public byte[] PackedLabels { get; set; } = [];

    /// <summary>Of packed labels.</summary>
    [Id(14)] public string[] Texts { get; set; } = [];

    /// <summary>Of packed labels that have some.</summary>
    [Id(15)] public Dictionary<UInt128, LabelExtras> Extras { get; set; } = [];
}
