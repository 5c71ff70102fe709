using ActorMlOps.Statistics.Codec;
using ActorMlOps.Statistics.Sketches;

namespace ActorMlOps.Statistics.Counters;

/// <remarks>
/// Binary form of a column: varints missing, nan, +inf, -inf, unseen; mode (0 sparse: cells in use, then gap and count of
/// each; 1 dense: every count), whichever is shorter; moments (0 none, 1: varint count, six doubles; 2 unknown). In windows from
/// version 2 on a categorical column ends with its unseen names (<see cref="HeavyHitters.Write"/>; two zeros for none).
/// </remarks>
public sealed partial class ColumnCounters
{
    private const byte Sparse = 0;
    private const byte Dense = 1;
    private const byte NoMoments = 0;
    private const byte WithMoments = 1;
    private const byte UnknownMoments = 2;

    private static readonly HeavyHitters s_noNames = new();

    internal void WriteWithNames(ByteWriter writer)
    {
        Write(writer);
        if (Kind == ColumnKind.Categorical)
            (_unseenNames ?? s_noNames).Write(writer);
    }

    internal void Write(ByteWriter writer)
    {
        Settle();
        writer.Varint(_missing);
        writer.Varint(_nan);
        writer.Varint(_positiveInfinity);
        writer.Varint(_negativeInfinity);
        writer.Varint(_unseen);
        WriteCounts(writer);
        if (!MomentsKnown)
        {
            writer.Byte(UnknownMoments);
            return;
        }

        writer.Byte(_moments.Count == 0 ? NoMoments : WithMoments);
        if (_moments.Count == 0)
            return;
        writer.Varint(_moments.Count);
        Span<double> parts = stackalloc double[6];
        _moments.CopyTo(parts);
        foreach (var part in parts)
            writer.Double(part);
    }

    /// <summary>Reads one column and adds it to <paramref name="into"/>, or only checks it when null.</summary>
    internal static void Read(ref ByteReader reader, int cells, ColumnKind kind, ColumnCounters? into, bool withNames = false)
    {
        var missing = reader.Count("missing");
        var nan = reader.Count("nan");
        var positive = reader.Count("+infinity");
        var negative = reader.Count("-infinity");
        var unseen = reader.Count("unseen");
        ReadCounts(ref reader, cells, into);
        var moments = ReadMoments(ref reader, kind, out var known);
        var names = withNames && kind == ColumnKind.Categorical ? HeavyHitters.Read(ref reader, HeavyHitters.DefaultCapacity) : null;
        if (into is null)
            return;
        into.MergeUnseenNames(names);
        into._missing += missing;
        into._nan += nan;
        into._positiveInfinity += positive;
        into._negativeInfinity += negative;
        into._unseen += unseen;
        into._moments.Merge(moments);
        into.MomentsKnown &= known;
    }

    private void WriteCounts(ByteWriter writer)
    {
        int used = 0, dense = 0, sparse = 0, previous = -1;
        for (var i = 0; i < _counts.Length; i++)
        {
            dense += ByteWriter.VarintLength(_counts[i]);
            if (_counts[i] == 0)
                continue;
            sparse += ByteWriter.VarintLength(i - previous - 1) + ByteWriter.VarintLength(_counts[i]);
            (previous, used) = (i, used + 1);
        }

        if (sparse + ByteWriter.VarintLength(used) >= dense)
        {
            writer.Byte(Dense);
            foreach (var count in _counts)
                writer.Varint(count);
            return;
        }

        writer.Byte(Sparse);
        writer.Varint(used);
        previous = -1;
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] == 0)
                continue;
            writer.Varint(i - previous - 1);
            writer.Varint(_counts[i]);
            previous = i;
        }
    }

    private static void ReadCounts(ref ByteReader reader, int cells, ColumnCounters? into)
    {
        var mode = reader.Byte();
        if (mode > Dense)
            throw reader.Malformed($"mode {mode} of the counts is neither sparse (0) nor dense (1)");
        if (mode == Dense)
        {
            ReadDense(ref reader, cells, into);
            return;
        }

        var items = reader.Length("number of cells in use", 2);
        long cell = -1;
        for (var i = 0; i < items; i++)
        {
            cell += 1 + reader.Count("gap between cells");
            if (cell >= cells)
                throw reader.Malformed($"cell {cell} is beyond the column's {cells} cells");
            var count = reader.Count("count");
            if (into is not null)
                into._counts[cell] += count;
        }
    }

    /// <summary>Most counts of a pane are below 128: they are found by the vector and added byte by byte. A report reads millions of them.</summary>
    private static void ReadDense(ref ByteReader reader, int cells, ColumnCounters? into)
    {
        for (var cell = 0; cell < cells;)
        {
            var small = reader.SmallCounts(cells - cell);
            if (into is not null)
            {
                var counts = into._counts.AsSpan(cell, small.Length);
                for (var i = 0; i < counts.Length; i++)
                    counts[i] += small[i];
            }

            cell += small.Length;
            if (cell == cells)
                return;
            var count = reader.Count("count");
            if (into is not null)
                into._counts[cell] += count;
            cell++;
        }
    }

    private static Moments ReadMoments(ref ByteReader reader, ColumnKind kind, out bool known)
    {
        var flag = reader.Byte();
        if (flag > UnknownMoments || (flag != NoMoments && kind == ColumnKind.Categorical))
            throw reader.Malformed($"moments flag {flag} is not possible for a {kind} column");
        known = flag != UnknownMoments;
        if (flag != WithMoments)
            return default;
        var count = reader.Count("moments count");
        Span<double> parts = stackalloc double[6];
        foreach (ref var part in parts)
            part = reader.Double();
        return count > 0 ? new Moments(count, parts) : throw reader.Malformed("moments of no values");
    }
}
