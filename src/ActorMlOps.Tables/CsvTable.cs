namespace ActorMlOps.Tables;

/// <summary>Reads CSV: RFC 4180, UTF-8, a header line, optionally gzip (known by its first bytes). An empty field is missing.
/// Where the header line has no comma, semicolons or else tabs separate the fields.</summary>
public static class CsvTable
{
    /// <summary>Reads a stream to its end; it stays open.</summary>
    /// <exception cref="TableFormatException">No such table, or larger than allowed; says where.</exception>
    public static Table Read(Stream stream, TableLimits? limits = null)
    {
        limits ??= new TableLimits();
        using var body = InflatedBody.Open(stream, limits.MaxBytes);
        var parser = new CsvParser(limits);
        for (var piece = body.Next(); !piece.IsEmpty; piece = body.Next())
            parser.Feed(piece.Span);
        return parser.Finish();
    }

    /// <inheritdoc cref="Read"/>
    public static async Task<Table> ReadAsync(Stream stream, TableLimits? limits = null, CancellationToken cancellationToken = default)
    {
        limits ??= new TableLimits();
        await using var body = await InflatedBody.OpenAsync(stream, limits.MaxBytes, cancellationToken).ConfigureAwait(false);
        var parser = new CsvParser(limits);
        for (var piece = await body.NextAsync(cancellationToken).ConfigureAwait(false);
            !piece.IsEmpty;
            piece = await body.NextAsync(cancellationToken).ConfigureAwait(false))
            parser.Feed(piece.Span);
        return parser.Finish();
    }
}
