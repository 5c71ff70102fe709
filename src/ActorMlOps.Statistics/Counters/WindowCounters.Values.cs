using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Counters;

/// <remarks>Panes of few rows, which are shorter as values than as counters.</remarks>
public sealed partial class WindowCounters
{
    // At 57 bytes for the moments and the like and 2 for each bin in use, counters are shorter from here on.
    private const int MostValues = 28;

    // No other form begins with such a byte.
    private const byte ValuesMark = 0x80;

    /// <summary>
    /// The shortest binary form: where at most 28 rows have been added and not read, and none is an outlier or a repeat, four bytes a value of a numeric column of floats.
    /// Whoever reads it counts the values: the same counts, moments to rounding.
    /// </summary>
    public byte[] EncodePane()
    {
        if (Rows is < 1 or > MostValues || Outliers > 0 || Repeats > 0)
            return Encode();
        for (var c = 0; c < _columns.Length; c++)
        {
            if (ColumnCounters.HoldsFloats(Profile.Columns[c]) && !_columns[c].WaitsFor(Rows))
                return Encode();
        }

        var writer = new ByteWriter();
        writer.Byte((byte)(ValuesMark + Rows));
        writer.Byte((byte)Profile.Fingerprint);
        writer.Byte((byte)(Profile.Fingerprint >> 8));
        for (var c = 0; c < _columns.Length; c++)
        {
            if (ColumnCounters.HoldsFloats(Profile.Columns[c]))
                _columns[c].WriteValues(writer);
            else
                _columns[c].WriteWithNames(writer);
        }

        return writer.ToArray();
    }

    private static void ReadValues(ReferenceProfile profile, ReadOnlySpan<byte> bytes, WindowCounters? into)
    {
        var reader = new ByteReader(bytes, "Pane values");
        var rows = reader.Byte() - ValuesMark;
        if (rows > MostValues)
            throw reader.Malformed($"{rows} rows are more than the {MostValues} that are written as values");
        if ((reader.Byte() | (reader.Byte() << 8)) != (int)(profile.Fingerprint & 0xFFFF))
            throw reader.Malformed("the pane was made with another reference profile; decode it with that profile");
        for (var c = 0; c < profile.Columns.Count; c++)
        {
            var (column, counters) = (profile.Columns[c], into?._columns[c]);
            if (ColumnCounters.HoldsFloats(column))
                ColumnCounters.ReadValues(ref reader, rows, counters);
            else
                ColumnCounters.Read(ref reader, column.Reference.Counts.Length, column.Kind, counters, withNames: true);
        }

        reader.End();
        into?.AddRows(rows);
    }
}
