using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ActorMlOps.Tables;

/// <summary>One JSON object a line, every column in every line. JSON has no NaN and no infinity: they are written as null.</summary>
internal sealed class NdJsonTableWriter : TableWriter
{
    private readonly ArrayBufferWriter<byte> _text = new(64 << 10);
    private readonly Utf8JsonWriter _row;
    private readonly JsonEncodedText[] _names;
    private bool _taken;
    private int _next;

    public NdJsonTableWriter(IReadOnlyList<ColumnSpec> columns)
        : base(columns)
    {
        var encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        _names = [.. columns.Select(c => JsonEncodedText.Encode(c.Name, encoder))];
        _row = new Utf8JsonWriter(_text, new JsonWriterOptions { Encoder = encoder });
    }

    public override void Text(ReadOnlySpan<byte> utf8) => _row.WriteString(Name(), utf8);

    public override void Integer(long value) => _row.WriteNumber(Name(), value);

    public override void Single(float value)
    {
        if (float.IsFinite(value))
            _row.WriteNumber(Name(), value);
        else
            Missing();
    }

    public override void Double(double value)
    {
        if (double.IsFinite(value))
            _row.WriteNumber(Name(), value);
        else
            Missing();
    }

    public override void Missing() => _row.WriteNull(Name());

    public override void EndRow()
    {
        _row.WriteEndObject();
        _row.Flush();
        _text.Write("\n"u8);
        _row.Reset();
        _next = 0;
    }

    public override void Complete()
    {
    }

    public override ReadOnlyMemory<byte> Take()
    {
        Forget();
        _taken = true;
        return _text.WrittenMemory;
    }

    public override void Dispose() => _row.Dispose();

    private JsonEncodedText Name()
    {
        if (_next == 0)
        {
            Forget();
            _row.WriteStartObject();
        }
        return _names[_next++];
    }

    private void Forget()
    {
        if (_taken)
            _text.ResetWrittenCount();
        _taken = false;
    }
}
