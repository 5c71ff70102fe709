using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Sketches;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Adds up pane values of one profile. What only some reports need is added up when it is asked for.</summary>
internal sealed class WindowSum(ReferenceProfile profile)
{
    /// <summary>Rows and hashes that a cell of several panes keeps.</summary>
    private const int CellRows = 128;
    private const int CellHashes = 1_024;

    private readonly List<byte[]> _values = [];

    public WindowCounters Counters { get; } = new(profile);

    public static byte[] Merge(ReferenceProfile profile, byte[] a, byte[] b)
    {
        var sum = new WindowSum(profile).Add(a).Add(b);
        return sum.Encode(CellRows, CellHashes);
    }

    public WindowSum Add(byte[] value)
    {
        WindowCounters.MergeEncoded(Counters.Profile, PaneValue.Section(value, PaneSection.Counters), Counters);
        _values.Add(value);
        return this;
    }

    public byte[] Encode(int rows, int hashes) => PaneValue.Pack(
        Counters.Encode(),
        Rows(rows)?.Encode() ?? [],
        Repeats(hashes)?.Encode() ?? [],
        Counts(PaneSection.Groups) is { IsEmpty: false } groups ? groups.Encode() : [],
        Counts(PaneSection.Mismatches) is { IsEmpty: false } mismatches ? mismatches.Encode() : []);

    /// <summary>A sample of the rows; null: none were sampled.</summary>
    public RowSketch? Rows(int capacity)
    {
        var parts = new List<RowSketch>();
        foreach (var value in _values)
        {
            if (RowsOf(value) is { } whole)
                parts.Add(whole.Sample());
            else if (PaneValue.Section(value, PaneSection.Rows) is { IsEmpty: false } rows)
                parts.Add(RowSketch.Decode(rows));
        }
        return parts.Count == 0 ? null : RowSketch.Merged(parts, capacity);
    }

    /// <summary>Null: rows were not hashed.</summary>
    public RepeatSketch? Repeats(int capacity)
    {
        RepeatSketch? sum = null;
        foreach (var value in _values)
        {
            if (PaneValue.Section(value, PaneSection.Repeats) is { IsEmpty: false } repeats)
                (sum ??= new(capacity)).Merge(RepeatSketch.Decode(repeats, capacity));
            else
                RowsOf(value)?.Hash(sum ??= new(capacity));
        }
        return sum;
    }

    public SparseCounts Counts(PaneSection section)
    {
        var sum = new SparseCounts();
        foreach (var value in _values)
        {
            if (PaneValue.Section(value, section) is { IsEmpty: false } counts)
                sum.Merge(SparseCounts.Decode(counts));
        }
        return sum;
    }

    /// <summary>Null: the value does not hold its rows as they are.</summary>
    private PaneRows? RowsOf(byte[] value) => PaneValue.Section(value, PaneSection.Values) is { IsEmpty: false } section
        ? PaneRows.Read(Counters.Profile, PaneValue.Section(value, PaneSection.Counters), section)
        : null;
}
