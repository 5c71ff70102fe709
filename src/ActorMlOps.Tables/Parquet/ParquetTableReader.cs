using ParquetSharp;
using ParquetSharp.IO;

namespace ActorMlOps.Tables.Parquet;

/// <summary>
/// Parquet, page by page: memory does not grow with row groups. Columns in structures have names with dots; lists and maps are not read.
/// </summary>
internal sealed class ParquetTableReader : TableReader
{
    private const int RowsPerChunk = 2_048;
    private const int MaxColumns = 4_096;
    private const long BufferBytes = 64 << 10;

    private readonly ManagedRandomAccessFile _source;
    private readonly ParquetFileReader _file;
    private readonly List<ParquetColumn> _columns = [];
    private readonly Dictionary<string, string> _unreadable = [];
    private readonly BadRows _bad = new();
    private readonly int _groups;
    private ParquetColumn[] _selected;
    private RowGroupReader? _group;
    private int _next;
    private long _left;

    /// <exception cref="TableFormatException">The stream holds no Parquet file, or none that can be read.</exception>
    public ParquetTableReader(Stream stream)
    {
        _source = new ManagedRandomAccessFile(stream, leaveOpen: true);
        try
        {
            using var properties = ReaderProperties.GetDefaultReaderProperties();
            properties.EnableBufferedStream();
            properties.BufferSize = BufferBytes;
            _file = Guard("The file", () => new ParquetFileReader(_source, properties));
            _groups = Guard("The file", Open);
        }
        catch
        {
            _file?.Dispose();
            _source.Dispose();
            throw;
        }
        _selected = [.. _columns];
    }

    public override IReadOnlyList<string> Columns => _columns.ConvertAll(c => c.Name);

    public override IReadOnlyDictionary<string, string> Unreadable => _unreadable;

    public override void Select(IReadOnlySet<string> columns)
    {
        // One column tells the number of rows even where none is needed.
        if (_columns.Exists(c => columns.Contains(c.Name)))
            _selected = [.. _columns.Where(c => columns.Contains(c.Name))];
    }

    public override ValueTask<TableChunk?> ReadAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (_left == 0)
        {
            CloseGroup();
            if (_next == _groups)
                return new((TableChunk?)null);
            Guard($"Row group {_next + 1}", OpenGroup);
        }
        return new(Guard($"Row group {_next}", ReadRows));
    }

    public override ValueTask DisposeAsync()
    {
        CloseGroup();
        _file.Dispose();
        _source.Dispose();
        return ValueTask.CompletedTask;
    }

    private int Open()
    {
        var schema = _file.FileMetaData.Schema;
        if (schema.NumColumns is 0 or > MaxColumns)
            throw new TableFormatException($"The file has {schema.NumColumns} columns; 1 to {MaxColumns} can be read.");
        for (int i = 0; i < schema.NumColumns; i++)
        {
            using var descriptor = new ParquetDescriptor(schema.Column(i));
            if (_columns.Exists(c => c.Name == descriptor.Name))
                throw new TableFormatException($"Column '{TextColumn.Shown(descriptor.Name)}' is there twice.");
            if (descriptor.Objection is { } objection)
                _unreadable.TryAdd(descriptor.Name, objection);
            else
                _columns.Add(ParquetColumn.Of(descriptor, i));
        }
        if (_columns.Count == 0)
            throw new TableFormatException("The file has no column that can be read: all of them are lists, maps or of unknown types.");
        return _file.FileMetaData.NumRowGroups;
    }

    private bool OpenGroup()
    {
        _group = _file.RowGroup(_next++);
        _left = _group.MetaData.NumRows;
        if (_left < 0)
            throw new TableFormatException("The number of rows is negative.");
        foreach (var column in _selected)
            column.Open(_group);
        return true;
    }

    private TableChunk ReadRows()
    {
        int rows = (int)Math.Min(_left, RowsPerChunk);
        foreach (var column in _selected)
            column.Read(rows, _bad);
        _left -= rows;
        return new(new Table([.. _selected.Select(c => c.Take())]), _bad.Take(rows));
    }

    private void CloseGroup()
    {
        foreach (var column in _columns)
            column.Close();
        _group?.Dispose();
        _group = null;
    }

    private static T Guard<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (TableFormatException e)
        {
            throw new TableFormatException($"{what}: {e.Message}", innerException: e);
        }
        catch (Exception e) when (e is ParquetException or OutOfMemoryException or OverflowException or ArgumentException or IndexOutOfRangeException)
        {
            throw new TableFormatException(
                $"{what} is not valid Parquet, damaged or cut off: {TextColumn.Shown(Reason(e))} Write and upload it again.", innerException: e);
        }
    }

    // The library puts the name of its own exception before the words, and its sources behind them.
    private static string Reason(Exception e)
    {
        string message = e.Message.ReplaceLineEndings(" ");
        int words = message.IndexOf("(message: '", StringComparison.Ordinal);
        return words < 0 ? message : message[(words + 11)..].TrimEnd('\'', ')');
    }
}
