using System.Buffers;

namespace ActorMlOps.Tables;

/// <summary>One JSON object a line, a chunk for every piece of text that completes a line.</summary>
internal sealed class NdJsonTableReader : TableReader
{
    // Rows that have few fields in common make many columns of mostly missing values.
    private const long MaxCellsPerChunk = 1 << 20;

    private readonly InflatedBody _body;
    private readonly ArrayBufferWriter<byte> _begun = new();
    private readonly BadRows _bad = new();
    private JsonColumns _columns = new(Limits);
    private IReadOnlySet<string>? _wanted;
    private ReadOnlyMemory<byte> _piece;
    private long _line = 1;
    private bool _ended;

    private NdJsonTableReader(InflatedBody body) => _body = body;

    public override IReadOnlyList<string>? Columns => null;

    public static async Task<NdJsonTableReader> OpenAsync(Stream stream, long maxBytes, CancellationToken cancellationToken) =>
        new(await InflatedBody.OpenAsync(stream, maxBytes, cancellationToken).ConfigureAwait(false));

    public override void Select(IReadOnlySet<string> columns)
    {
        _wanted = columns;
        _columns = new JsonColumns(Limits, columns);
    }

    public override async ValueTask<TableChunk?> ReadAsync(CancellationToken cancellationToken = default)
    {
        while (!_ended)
        {
            if (_piece.IsEmpty)
            {
                _piece = await _body.NextAsync(cancellationToken).ConfigureAwait(false);
                _ended = _piece.IsEmpty;
            }
            ReadLines();
            if (_columns.Rows > 0)
                return Take();
        }
        return null;
    }

    public override ValueTask DisposeAsync() => _body.DisposeAsync();

    private void ReadLines()
    {
        while (_columns.Cells < MaxCellsPerChunk)
        {
            int end = _piece.Span.IndexOf((byte)'\n');
            var line = end < 0 ? _piece : _piece[..end];
            _piece = end < 0 ? default : _piece[(end + 1)..];
            bool complete = end >= 0 || _ended;
            if (!complete || _begun.WrittenCount > 0)
            {
                if (_begun.WrittenCount + line.Length > Limits.MaxRowBytes)
                    throw new TableFormatException($"A line is longer than {Limits.MaxRowBytes} bytes. Is this one JSON object a line?", _line);
                _begun.Write(line.Span);
                line = _begun.WrittenMemory;
            }
            if (!complete)
                return;
            ReadLine(line.Span);
            _begun.ResetWrittenCount();
            _line++;
            if (end < 0)
                return;
        }
    }

    private void ReadLine(ReadOnlySpan<byte> line)
    {
        int rows = _columns.Rows;
        try
        {
            JsonRows.ReadLine(line, _columns, _line);
        }
        catch (TableFormatException e)
        {
            if (_columns.Rows == rows)
                _columns.BeginRow(_line);
            _bad.Add(rows, e);
        }
    }

    private TableChunk Take()
    {
        var chunk = new TableChunk(_columns.ToTable(allowNoFields: true), _bad.Take(_columns.Rows));
        _columns = new JsonColumns(Limits, _wanted);
        return chunk;
    }
}
