using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Counters;

/// <remarks>
/// A column of few rows can be written as its values while they still wait to be folded: that is shorter than their counters.
/// </remarks>
public sealed partial class ColumnCounters
{
    /// <summary>A row without a value, as no NaN is written.</summary>
    private const uint MissingBits = uint.MaxValue;

    /// <summary>Whether the column is written by its values where that can be done: floats of a numeric column.</summary>
    internal static bool HoldsFloats(ColumnProfile column) => column.Bins is { Float32: true };

    /// <summary>Whether it consists of so many rows that wait or are missing, and of nothing else.</summary>
    internal bool WaitsFor(long rows) =>
        MomentsKnown
        && (_stage?.Staged ?? 0) + _missing == rows
        && _stage is null or { IsUnfolded: true }
        && (_moments.Count, _nan, _positiveInfinity, _negativeInfinity) == (0, 0, 0, 0);

    /// <summary>Whether so many rows wait, each with a value: then they are written in the order in which they came.</summary>
    internal bool WaitsWhole(long rows) => _missing == 0 && WaitsFor(rows);

    /// <summary>Writes four bytes a row: those that wait, then those that are missing.</summary>
    /// <param name="sorted">Whether they are put into ascending order, so that nobody can tell which row had which.</param>
    internal void WriteValues(ByteWriter writer, bool sorted)
    {
        var waiting = _stage is null ? [] : _stage.Waiting;
        if (sorted)
        {
            var ascending = waiting.ToArray();
            Array.Sort(ascending);
            waiting = ascending;
        }

        foreach (var value in waiting)
            writer.Single(float.IsNaN(value) ? float.NaN : value);
        for (var row = 0; row < _missing; row++)
            writer.Single(BitConverter.UInt32BitsToSingle(MissingBits));
    }

    /// <summary>Reads what <see cref="WriteValues"/> wrote and adds it to <paramref name="into"/>, or only passes it when null.</summary>
    internal static void ReadValues(ref ByteReader reader, int rows, ColumnCounters? into)
    {
        for (var row = 0; row < rows; row++)
        {
            var value = reader.Single();
            if (BitConverter.SingleToUInt32Bits(value) == MissingBits)
                into?.AddMissing();
            else
                into?.Add(value);
        }
    }
}
