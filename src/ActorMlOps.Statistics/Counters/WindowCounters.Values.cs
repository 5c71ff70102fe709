using System.Runtime.InteropServices;
using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Counters;

/// <remarks>Panes of few rows, which are shorter as values than as counters.</remarks>
public sealed partial class WindowCounters
{
    /// <summary>Most rows that are written as values.</summary>
    public const int MostValues = 127;

    // At 57 bytes for the moments and the like and 2 for each bin in use, counters are never shorter up to here.
    private const int AlwaysShorter = 28;

    // No other form begins with such a byte.
    private const byte ValuesMark = 0x80;

    /// <summary>
    /// The shortest binary form: that of <see cref="EncodeValues"/> where there is one and it is shorter than <see cref="Encode"/>. Whoever
    /// reads it counts the values: the same counts, moments to rounding.
    /// </summary>
    /// <param name="private">Columns whose values must not be told by row: theirs are sorted.</param>
    public byte[] EncodePane(params IReadOnlyCollection<int> @private)
    {
        // First: counters are of values that do not wait any more.
        var values = EncodeValues(@private);
        if (values is not null && Rows <= AlwaysShorter)
            return values;
        var counters = Encode();
        return values is null || values.Length > counters.Length ? counters : values;
    }

    /// <summary>
    /// Of 1 to 127 rows that have been added and not read: four bytes a value of a numeric column of floats; null: there is no such form of
    /// them.
    /// </summary>
    /// <inheritdoc cref="EncodePane"/>
    public byte[]? EncodeValues(params IReadOnlyCollection<int> @private)
    {
        ArgumentNullException.ThrowIfNull(@private);
        if (Rows is < 1 or > MostValues)
            return null;
        for (var c = 0; c < _columns.Length; c++)
        {
            if (ColumnCounters.HoldsFloats(Profile.Columns[c]) && !_columns[c].WaitsFor(Rows))
                return null;
        }

        var writer = new ByteWriter();
        writer.Byte((byte)(ValuesMark + Rows));
        writer.Byte((byte)Profile.Fingerprint);
        writer.Byte((byte)(Profile.Fingerprint >> 8));
        for (var c = 0; c < _columns.Length; c++)
        {
            if (ColumnCounters.HoldsFloats(Profile.Columns[c]))
                _columns[c].WriteValues(writer, sorted: @private.Contains(c));
            else
                _columns[c].WriteWithNames(writer);
        }

        if (Outliers > 0 || Repeats > 0)
        {
            writer.Varint(Outliers);
            writer.Varint(Repeats);
        }

        return writer.ToArray();
    }

    /// <summary>
    /// Whether <see cref="EncodeValues"/> now writes the first columns but private ones in the order of their rows, so that <see cref="ReadRows"/> gives whole
    /// rows.
    /// </summary>
    /// <param name="width">Columns, at least 1.</param>
    public bool HasRows(int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        for (var c = 0; c < width; c++)
        {
            if (c == _columns.Length || !ColumnCounters.HoldsFloats(Profile.Columns[c]) || !_columns[c].WaitsWhole(Rows))
                return false;
        }

        return true;
    }

    /// <summary>The rows of what <see cref="EncodeValues"/> wrote of first columns that <see cref="HasRows"/>.</summary>
    /// <returns>Row by row, <paramref name="width"/> values each.</returns>
    /// <exception cref="InvalidDataException">The bytes are none of that form, or too few.</exception>
    public static float[] ReadRows(ReferenceProfile profile, ReadOnlySpan<byte> bytes, int width)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        var reader = new ByteReader(bytes, "Pane values");
        var rows = ReadValuesHead(ref reader, profile);
        if (width > profile.Columns.Count)
            throw reader.Malformed($"rows of {width} values are asked for of {profile.Columns.Count} columns");
        var values = new float[rows * width];
        for (var c = 0; c < width; c++)
        {
            if (!ColumnCounters.HoldsFloats(profile.Columns[c]))
                throw reader.Malformed($"column '{profile.Columns[c].Name}' is not written as values");
            // Little endian, as every machine that this runs on.
            var column = MemoryMarshal.Cast<byte, float>(reader.Take(sizeof(float) * rows));
            for (var r = 0; r < rows; r++)
                values[(r * width) + c] = column[r];
        }

        return values;
    }

    private static int ReadValuesHead(ref ByteReader reader, ReferenceProfile profile)
    {
        var rows = reader.Byte() - ValuesMark;
        if (rows < 1)
            throw reader.Malformed("the leading mark is missing");
        return (reader.Byte() | (reader.Byte() << 8)) == (int)(profile.Fingerprint & 0xFFFF)
            ? rows
            : throw reader.Malformed("the pane was made with another reference profile; decode it with that profile");
    }

    private static void ReadValues(ReferenceProfile profile, ReadOnlySpan<byte> bytes, WindowCounters? into)
    {
        var reader = new ByteReader(bytes, "Pane values");
        var rows = ReadValuesHead(ref reader, profile);
        for (var c = 0; c < profile.Columns.Count; c++)
        {
            var (column, counters) = (profile.Columns[c], into?._columns[c]);
            if (ColumnCounters.HoldsFloats(column))
                ColumnCounters.ReadValues(ref reader, rows, counters);
            else
                ColumnCounters.Read(ref reader, column.Reference.Counts.Length, column.Kind, counters, withNames: true);
        }

        var (outliers, repeats) = reader.Left > 0 ? (reader.Count("outliers"), reader.Count("repeats")) : (0, 0);
        reader.End();
        into?.AddRows(rows);
        into?.AddSigns(outliers, repeats);
    }
}
