using ParquetSharp;
using ParquetSharp.IO;

namespace ActorMlOps.Tables.Parquet;

/// <summary>Parquet with Snappy. A row group is written for every 65,536 rows, or sooner when their texts are long; that much is in memory.</summary>
internal sealed class ParquetTableWriter : TableWriter
{
    private const int RowsPerGroup = 65_536;
    private const long TextBytesPerGroup = 16 << 20;

    private readonly TakenStream _stream = new();
    private readonly ManagedOutputStream _output;
    private readonly ParquetFileWriter _file;
    private readonly ParquetOutput[] _columns;
    private int _next;
    private int _rows;
    private long _textBytes;
    private bool _completed;

    public ParquetTableWriter(IReadOnlyList<ColumnSpec> columns)
        : base(columns)
    {
        _columns = [.. columns.Select(c => ParquetOutput.Of(c.Kind))];
        _output = new ManagedOutputStream(_stream, leaveOpen: true);
        _file = new ParquetFileWriter(_output, [.. columns.Select((c, i) => _columns[i].Declare(c.Name))], Compression.Snappy);
    }

    public override void Text(ReadOnlySpan<byte> utf8)
    {
        ((ParquetTexts)_columns[_next++]).Add(utf8);
        _textBytes += utf8.Length;
    }

    public override void Integer(long value) => ((ParquetOutput<long>)_columns[_next++]).Add(value);

    public override void Single(float value) => ((ParquetOutput<float>)_columns[_next++]).Add(value);

    public override void Double(double value) => ((ParquetOutput<double>)_columns[_next++]).Add(value);

    public override void Missing() => _columns[_next++].AddMissing();

    public override void EndRow()
    {
        _next = 0;
        _rows++;
        if (_rows == RowsPerGroup || _textBytes >= TextBytesPerGroup)
            WriteGroup();
    }

    public override void Complete()
    {
        if (_rows > 0)
            WriteGroup();
        _file.Close();
        _completed = true;
    }

    public override ReadOnlyMemory<byte> Take() => _stream.Take();

    public override void Dispose()
    {
        // Disposing writes a footer, which nobody reads.
        _file.Dispose();
        _output.Dispose();
        if (!_completed)
            _stream.Take();
    }

    private void WriteGroup()
    {
        using var group = _file.AppendRowGroup();
        foreach (var column in _columns)
        {
            using var writer = group.NextColumn();
            column.WriteTo(writer);
        }
        group.Close();
        (_rows, _textBytes) = (0, 0);
    }
}
