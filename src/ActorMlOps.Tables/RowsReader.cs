using System.Buffers;

namespace ActorMlOps.Tables;

/// <summary>Reads rows in any <see cref="RowFormat"/>, optionally gzip, into the same kind of table. Of JSON, numbers keep their
/// text, booleans become <c>true</c> and <c>false</c>, null and absent properties are missing.</summary>
public static class RowsReader
{
    /// <summary>The format of a media type: <c>text/csv</c>, <c>application/x-ndjson</c> (or <c>application/jsonl</c>),
    /// <c>application/json</c>; parameters such as a character set are ignored. Null: another.</summary>
    public static RowFormat? FormatOf(string? contentType)
    {
        var type = contentType.AsSpan();
        int parameters = type.IndexOf(';');
        type = (parameters < 0 ? type : type[..parameters]).Trim();
        if (Is(type, "text/csv"))
            return RowFormat.Csv;
        if (Is(type, "application/x-ndjson") || Is(type, "application/ndjson") || Is(type, "application/jsonl"))
            return RowFormat.NdJson;
        return Is(type, "application/json") ? RowFormat.Json : null;
    }

    /// <summary>Reads a stream to its end; it stays open.</summary>
    /// <exception cref="TableFormatException">No such table, or larger than allowed; says where.</exception>
    public static Table Read(Stream stream, RowFormat format, TableLimits? limits = null)
    {
        limits ??= new TableLimits();
        if (format == RowFormat.Csv)
            return CsvTable.Read(stream, limits);
        var text = new ArrayBufferWriter<byte>();
        using var body = InflatedBody.Open(stream, limits.MaxBytes);
        for (var piece = body.Next(); !piece.IsEmpty; piece = body.Next())
            text.Write(piece.Span);
        return Parse(text.WrittenSpan, format, limits);
    }

    /// <inheritdoc cref="Read"/>
    public static async Task<Table> ReadAsync(
        Stream stream, RowFormat format, TableLimits? limits = null, CancellationToken cancellationToken = default)
    {
        limits ??= new TableLimits();
        if (format == RowFormat.Csv)
            return await CsvTable.ReadAsync(stream, limits, cancellationToken).ConfigureAwait(false);
        var text = new ArrayBufferWriter<byte>();
        await using var body = await InflatedBody.OpenAsync(stream, limits.MaxBytes, cancellationToken).ConfigureAwait(false);
        for (var piece = await body.NextAsync(cancellationToken).ConfigureAwait(false);
            !piece.IsEmpty;
            piece = await body.NextAsync(cancellationToken).ConfigureAwait(false))
            text.Write(piece.Span);
        return Parse(text.WrittenSpan, format, limits);
    }

    private static bool Is(ReadOnlySpan<char> type, string name) => type.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static Table Parse(ReadOnlySpan<byte> text, RowFormat format, TableLimits limits) =>
        format == RowFormat.NdJson ? JsonRows.ReadLines(text, limits) : JsonRows.ReadDocument(text, limits);
}
