namespace ActorMlOps.Tables;

/// <summary>CSV, a chunk for every piece of text that completes a row.</summary>
internal sealed class CsvTableReader : TableReader
{
    private readonly InflatedBody _body;
    private readonly CsvParser _parser = new(Limits, new BadRows());
    private bool _ended;

    private CsvTableReader(InflatedBody body) => _body = body;

    public override IReadOnlyList<string>? Columns => _parser.Rows.Header;

    public override bool DecimalCommas => _parser.Separator == CsvSeparator.Semicolon;

    public static async Task<CsvTableReader> OpenAsync(Stream stream, long maxBytes, CancellationToken cancellationToken)
    {
        var reader = new CsvTableReader(await InflatedBody.OpenAsync(stream, maxBytes, cancellationToken).ConfigureAwait(false));
        try
        {
            while (reader.Columns is null && !reader._ended)
                await reader.FeedAsync(cancellationToken).ConfigureAwait(false);
            reader._parser.Rows.DemandHeader();
            return reader;
        }
        catch
        {
            await reader.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override void Select(IReadOnlySet<string> columns) => _parser.Rows.Select(columns);

    public override async ValueTask<TableChunk?> ReadAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (_parser.Rows.Take() is { } chunk)
                return chunk;
            if (_ended)
                return null;
            await FeedAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public override ValueTask DisposeAsync() => _body.DisposeAsync();

    private async ValueTask FeedAsync(CancellationToken cancellationToken)
    {
        var piece = await _body.NextAsync(cancellationToken).ConfigureAwait(false);
        if (piece.IsEmpty)
        {
            _ended = true;
            _parser.End();
        }
        else
        {
            _parser.Feed(piece.Span);
        }
    }
}
