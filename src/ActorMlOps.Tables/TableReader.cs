using ActorMlOps.Tables.Parquet;

namespace ActorMlOps.Tables;

/// <summary>
/// Reads a table of any length in constant memory, a chunk of rows at a time. A row that cannot be read is noted in its chunk and reading
/// goes on behind it; what leaves no next row to find (a quote that is never closed, a cut-off file) ends it.
/// </summary>
public abstract class TableReader : IAsyncDisposable
{
    // Chunks are bounded by the piece of text that they come from.
    private protected static readonly TableLimits Limits = new() { MaxRows = int.MaxValue, MaxCells = long.MaxValue };

    /// <summary>Names of the columns, in the order of the file; null: every row tells its own.</summary>
    public abstract IReadOnlyList<string>? Columns { get; }

    /// <summary>Numbers may be written as <c>0,5</c>: it is CSV with semicolons between the fields, as spreadsheets write it where the
    /// comma is the decimal separator.</summary>
    public virtual bool DecimalCommas => false;

    /// <summary>Columns that are there but can't be read, with the reason.</summary>
    public virtual IReadOnlyDictionary<string, string> Unreadable => new Dictionary<string, string>();

    /// <param name="stream">Stays open. For <see cref="TableFormat.Parquet"/> it must seek.</param>
    /// <param name="format">What the stream holds.</param>
    /// <param name="maxBytes">Bytes of text, after inflating if it is gzip, that may be read; Parquet has the length of the stream.</param>
    /// <param name="cancellationToken">Ends the reading of the header.</param>
    /// <exception cref="TableFormatException">No such table.</exception>
    public static async Task<TableReader> OpenAsync(
        Stream stream, TableFormat format, long maxBytes = long.MaxValue, CancellationToken cancellationToken = default) => format switch
        {
            TableFormat.Csv => await CsvTableReader.OpenAsync(stream, maxBytes, cancellationToken).ConfigureAwait(false),
            TableFormat.NdJson => await NdJsonTableReader.OpenAsync(stream, maxBytes, cancellationToken).ConfigureAwait(false),
            _ => new ParquetTableReader(stream),
        };

    /// <summary>Says that these columns are all that is needed: chunks may leave others out. Before the first chunk; unknown names
    /// are ignored.</summary>
    public virtual void Select(IReadOnlySet<string> columns)
    {
    }

    /// <summary>The next rows; null: there are no more.</summary>
    /// <exception cref="TableFormatException">The rest can't be read; says where.</exception>
    public abstract ValueTask<TableChunk?> ReadAsync(CancellationToken cancellationToken = default);

    /// <summary>Frees what reading needed; the stream stays open.</summary>
    public abstract ValueTask DisposeAsync();
}
