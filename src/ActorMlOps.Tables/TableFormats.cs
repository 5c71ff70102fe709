namespace ActorMlOps.Tables;

/// <summary>Media types of <see cref="TableFormat"/>.</summary>
public static class TableFormats
{
    private const string Csv = "text/csv";
    private const string NdJson = "application/x-ndjson";
    private const string Parquet = "application/vnd.apache.parquet";

    /// <summary>All that are known, for error messages.</summary>
    public static string All => $"{Csv}, {NdJson}, {Parquet}";

    /// <summary>The one that is written.</summary>
    public static string MediaType(this TableFormat format) => format switch
    {
        TableFormat.Csv => Csv,
        TableFormat.NdJson => NdJson,
        _ => Parquet,
    };

    /// <summary>The format of a media type, without regard to parameters such as a character set. Null: another.</summary>
    public static TableFormat? FormatOf(string? mediaType)
    {
        var type = mediaType.AsSpan();
        int parameters = type.IndexOf(';');
        type = (parameters < 0 ? type : type[..parameters]).Trim();
        if (Is(type, Csv))
            return TableFormat.Csv;
        if (Is(type, NdJson) || Is(type, "application/ndjson") || Is(type, "application/jsonl"))
            return TableFormat.NdJson;
        return Is(type, Parquet) || Is(type, "application/x-parquet") || Is(type, "application/parquet") ? TableFormat.Parquet : null;
    }

    private static bool Is(ReadOnlySpan<char> type, string name) => type.Equals(name, StringComparison.OrdinalIgnoreCase);
}
