using ActorMlOps.Grains.Monitoring.Detection;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Sketches;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>All that an open pane counts by a reference. Not safe for concurrent writers; no allocation per value.</summary>
internal sealed class PaneCounters
{
    /// <summary>Rows and hashes that a pane keeps.</summary>
    public const int SampledRows = 16;
    public const int Hashes = 64;

    private readonly VersionSpec _spec;
    private readonly WindowCounters[] _shards;
    private readonly long[] _groups;
    private readonly int _positive;
    private readonly SparseCounts _mismatches = new();
    private readonly PaneSigns _signs;
    private readonly int[] _sampled;
    private readonly int[][] _private;
    private readonly int _width;
    private readonly uint _seed;
    private uint _panes;

    /// <param name="seed">Of the sample; every sender needs its own.</param>
    public PaneCounters(VersionSpec spec, ReferenceProfile profile, ulong seed)
    {
        _spec = spec;
        var features = Math.Min(spec.Features.Length, profile.Columns.Count);
        _shards = [.. Enumerable.Range(0, DriftShards.Count(spec)).Select(s => new WindowCounters(DriftShards.Of(profile, features, s)))];
        Columns = [.. DriftShards.Join([.. _shards.Select(s => s.Columns)], features)];
        (_sampled, _width) = (SampledColumns.Of(spec), Math.Min(spec.Features.Length, PaneRows.MostWidth));
        var unsampled = SampledColumns.Private(spec);
        _private = [.. _shards.Select((_, s) => unsampled.Where(f => f / DriftShards.Features == s).Select(f => f % DriftShards.Features).ToArray())];
        _seed = (uint)(seed ^ (seed >> 32));
        Sample = _sampled.Length == 0 ? null : new(_sampled.Length, SampledRows, seed);
        _signs = new(spec.Outliers);
        _groups = new long[GroupCells.Size(spec.Segments.Length)];
        _positive = spec.Output is { Task: TaskKind.Binary, PositiveIndex: >= 0 } ? spec.Output.PositiveIndex : -1;
    }

    /// <summary>In the order of the profile.</summary>
    public IReadOnlyList<ColumnCounters> Columns { get; }

    /// <summary>Whole rows, see <see cref="SampledColumns"/>; null: the version has no features.</summary>
    public RowSketch? Sample { get; }

    public RepeatSketch Repeats { get; } = new(Hashes);

    public void AddRows(int rows)
    {
        foreach (var shard in _shards)
            shard.AddRows(rows);
    }

    /// <summary>Counts predictions by the values of the segment columns.</summary>
    public void CountGroups(ReadOnlySpan<uint> segments, ReadOnlySpan<double> predicted)
    {
        if (_groups.Length == 0 || _positive < 0)
            return;
        for (var r = 0; r < segments.Length; r++)
        {
            var positive = predicted[r] == _positive;
            for (var s = 0; s < _spec.Segments.Length; s++)
                _groups[GroupCells.Of(s, (int)((segments[r] >> (8 * s)) & 255), positive)]++;
        }
    }

    public void CountMismatches(int feature, int rows) => _mismatches.Add(feature, rows);

    /// <summary>What the rows look like that were added to <see cref="Columns"/>.</summary>
    public void AddSigns(RowSigns signs) => _signs.Add(signs);

    /// <summary>A value for each shard.</summary>
    public byte[][] Encode()
    {
        // Signs are of whole rows, and only all of a pane's rows together tell which are repeats.
        _shards[0].AddSigns(_signs.Outliers, _signs.Repeats);
        _signs.Clear();
        var values = new byte[_shards.Length][];
        values[0] = EncodeFirst();
        for (var s = 1; s < values.Length; s++)
            values[s] = PaneValue.Pack(_shards[s].EncodePane(_private[s]));
        return values;
    }

    public void Clear()
    {
        foreach (var shard in _shards)
            shard.Clear();
        Sample?.Clear();
        Repeats.Clear();
        Array.Clear(_groups);
        _mismatches.Clear();
        _signs.Clear();
    }

    private byte[] EncodeFirst()
    {
        var first = _shards[0];
        byte[] repeats = Repeats.Rows == 0 ? [] : Repeats.Encode(), groups = EncodeGroups();
        byte[] mismatches = _mismatches.IsEmpty ? [] : _mismatches.Encode();
        // Before anything reads the counters: values are what has not been counted yet.
        var asRows = EncodeRows(first, repeats, groups, mismatches);
        var asCounters = PaneValue.Pack(first.EncodePane(_private[0]), Sample?.Encode() ?? [], repeats, groups, mismatches);
        return asRows is null || asRows.Length > asCounters.Length ? asCounters : asRows;
    }

    /// <summary>Null: what the pane holds is not whole rows of values.</summary>
    private byte[]? EncodeRows(WindowCounters first, byte[] repeats, byte[] groups, byte[] mismatches)
    {
        // Keys of the sample must differ from pane to pane, or the same rows would always be chosen together.
        var section = PaneRows.Section(_width, _sampled, RowScan.Mix(_seed + (0x9E3779B9u * ++_panes)));
        if (Sample is null || !first.HasRows(_width) || first.EncodeValues(_private[0]) is not { } values)
            return null;
        var hashes = new RepeatSketch(Hashes);
        PaneRows.Read(first.Profile, values, section).Hash(hashes);
        return PaneValue.Pack(values, [], repeats.AsSpan().SequenceEqual(hashes.Encode()) ? [] : repeats, groups, mismatches, section);
    }

    private byte[] EncodeGroups()
    {
        var counts = new SparseCounts();
        for (var cell = 0; cell < _groups.Length; cell++)
            counts.Add(cell, _groups[cell]);
        return counts.IsEmpty ? [] : counts.Encode();
    }
}
