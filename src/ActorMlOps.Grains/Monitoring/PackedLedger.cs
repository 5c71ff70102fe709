using System.Runtime.InteropServices;
using ActorMlOps.Monitoring;
using ActorMlOps.Rollout;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>A prediction of the ledger as it lies in a stored book, little endian, without gaps.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly struct PackedPrediction(in LedgerEntry entry, int version)
{
    private readonly ulong _high = (ulong)(entry.Id >> 64);
    private readonly ulong _low = (ulong)entry.Id;
    private readonly long _row = entry.Row;
    private readonly long _hop = entry.Hop;
    private readonly long _epoch = entry.Epoch;
    private readonly double _predicted = entry.Predicted;
    private readonly float _score = entry.Score;
    private readonly uint _segments = entry.Segments;
    private readonly int _attempt = entry.Attempt;
    private readonly int _version = version;
    private readonly byte _role = (byte)entry.Role;

    /// <summary>Index into the book's versions.</summary>
    public int Version => _version;

    public LedgerEntry Entry =>
        new(new(_high, _low), _row, _hop, _epoch, (VariantRole)_role, _predicted, _score, _segments, _attempt);
}

/// <summary>A label of the ledger likewise; its texts are in a table, its extras apart.</summary>
/// <param name="label">Index into the texts; -1: none.</param>
/// <param name="counted">Likewise.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly struct PackedLabel(UInt128 id, in LabelMark mark, int label, int counted)
{
    private readonly ulong _high = (ulong)(id >> 64);
    private readonly ulong _low = (ulong)id;
    private readonly long _at = mark.At;
    private readonly long _row = mark.Row;
    private readonly int _label = label;
    private readonly int _counted = counted;
    private readonly byte _joined = mark.Joined ? (byte)1 : (byte)0;

    public UInt128 Id => new(_high, _low);

    public LabelMark Mark(string[] texts, LabelExtras? extras) => new(
        _label < 0 ? null : texts[_label], _joined != 0, _at, _counted < 0 ? null : texts[_counted], _row, extras);
}
