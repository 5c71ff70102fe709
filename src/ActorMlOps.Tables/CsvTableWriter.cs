using System.Globalization;

namespace ActorMlOps.Tables;

/// <summary>CSV as of <see cref="CsvWriter"/>, the header first.</summary>
internal sealed class CsvTableWriter : TableWriter
{
    private readonly MemoryStream _text = new();
    private readonly CsvWriter _writer;

    public CsvTableWriter(IReadOnlyList<ColumnSpec> columns)
        : base(columns)
    {
        _writer = new CsvWriter(_text);
        foreach (var column in columns)
            _writer.Field(column.Name);
        _writer.EndRow();
    }

    public override void Text(ReadOnlySpan<byte> utf8) => _writer.Field(utf8);

    public override void Integer(long value) => Number(value, default);

    public override void Single(float value) => Number(value, "R");

    public override void Double(double value) => Number(value, "R");

    public override void Missing() => _writer.Missing();

    public override void EndRow() => _writer.EndRow();

    public override void Complete()
    {
    }

    public override ReadOnlyMemory<byte> Take()
    {
        _writer.Flush();
        var taken = _text.GetBuffer().AsMemory(0, (int)_text.Length);
        _text.SetLength(0);
        return taken;
    }

    public override void Dispose() => _text.Dispose();

    private void Number<T>(T value, string? format) where T : IUtf8SpanFormattable
    {
        Span<byte> utf8 = stackalloc byte[32];
        value.TryFormat(utf8, out int length, format, CultureInfo.InvariantCulture);
        _writer.Field(utf8[..length]);
    }
}
