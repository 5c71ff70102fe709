using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Counters;

/// <summary>
/// Binary form of a reference, version 1: "AMRP", version, varint rows, varint columns; each: name, kind byte, then
/// numeric: float32 byte, varint edges, edges (floats if float32, else doubles), varint deciles, positions; categorical: varint categories, names;
/// then the reference's counters.
/// </summary>
internal static class ReferenceProfileCodec
{
    private const byte Version = 1;

    private static ReadOnlySpan<byte> Magic => "AMRP"u8;

    public static byte[] Encode(ReferenceProfile profile)
    {
        var writer = new ByteWriter();
        writer.Bytes(Magic);
        writer.Byte(Version);
        writer.Varint(profile.Rows);
        writer.Varint(profile.Columns.Count);
        foreach (var column in profile.Columns)
        {
            writer.Text(column.Name);
            writer.Byte((byte)column.Kind);
            if (column.Bins is { } bins)
                WriteBins(writer, bins);
            else
                WriteCategories(writer, column.Categories);
            column.Reference.Write(writer);
        }

        return writer.ToArray();
    }

    public static ReferenceProfile Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes, "Reference profile");
        reader.Header(Magic, Version);
        var rows = reader.Count("rows");
        var columns = new ColumnProfile[reader.Length("number of columns", 10)];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = ReadColumn(ref reader);
        reader.End();
        try
        {
            return new ReferenceProfile(columns, rows);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"Reference profile: {error.Message}", error);
        }
    }

    private static void WriteBins(ByteWriter writer, NumericBins bins)
    {
        writer.Byte(bins.Float32 ? (byte)1 : (byte)0);
        writer.Varint(bins.Edges.Length);
        foreach (var edge in bins.Edges)
        {
            if (bins.Float32)
                writer.Single((float)edge);
            else
                writer.Double(edge);
        }

        writer.Varint(bins.DecilePositions.Length);
        foreach (var position in bins.DecilePositions)
            writer.Varint(position);
    }

    private static void WriteCategories(ByteWriter writer, IReadOnlyList<string> categories)
    {
        writer.Varint(categories.Count);
        foreach (var category in categories)
            writer.Text(category);
    }

    private static ColumnProfile ReadColumn(ref ByteReader reader)
    {
        var name = reader.Text("column name");
        if (name.Length == 0)
            throw reader.Malformed("a column has no name");
        var kind = reader.Byte();
        var column = kind switch
        {
            (byte)ColumnKind.Numeric => new ColumnProfile(name, ReadBins(ref reader), null),
            (byte)ColumnKind.Categorical => new ColumnProfile(name, null, ReadCategories(ref reader)),
            _ => throw reader.Malformed($"kind {kind} of column '{name}' is unknown"),
        };
        ColumnCounters.Read(ref reader, column.Reference.Counts.Length, column.Kind, column.Reference);
        column.Reference.Freeze();
        return column;
    }

    private static NumericBins ReadBins(ref ByteReader reader)
    {
        var float32 = reader.Byte();
        if (float32 > 1)
            throw reader.Malformed($"float32 flag {float32} is neither 0 nor 1");
        var edges = new double[reader.Length("number of edges", float32 == 1 ? 4 : 8)];
        for (var i = 0; i < edges.Length; i++)
        {
            edges[i] = float32 == 1 ? reader.Single() : reader.Double();
            if (!double.IsFinite(edges[i]) || (i > 0 && edges[i] <= edges[i - 1]))
                throw reader.Malformed("the edges are not finite and ascending");
        }

        var deciles = new int[reader.Length("number of deciles", 1)];
        for (var i = 0; i < deciles.Length; i++)
        {
            var position = reader.Count("decile position");
            if (position >= edges.Length || (i > 0 && position <= deciles[i - 1]))
                throw reader.Malformed("the decile positions are not ascending positions of edges");
            deciles[i] = (int)position;
        }

        return new NumericBins(edges, deciles, float32 == 1);
    }

    private static CategorySet ReadCategories(ref ByteReader reader)
    {
        var names = new string[reader.Length("number of categories", 1)];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = reader.Text("category");
            if (i > 0 && string.CompareOrdinal(names[i - 1], names[i]) >= 0)
                throw reader.Malformed("the categories are not distinct and in ordinal order");
        }

        return new CategorySet(names);
    }
}
