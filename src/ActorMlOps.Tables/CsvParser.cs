using System.Buffers;
using System.Text.Unicode;

namespace ActorMlOps.Tables;

/// <summary>RFC 4180 fed with pieces of any size; the header line tells the separator (<see cref="CsvSeparator"/>). Lines may end with
/// <c>\n</c>, <c>\r\n</c> or <c>\r</c>; a quote within an unquoted field is an error.</summary>
/// <param name="limits">What may be read.</param>
/// <param name="bad">Where rows that can't be read are noted, so that reading goes on behind them; null: they end it.</param>
internal sealed class CsvParser(TableLimits limits, BadRows? bad = null)
{
    private enum State
    {
        FieldStart,
        Unquoted,
        Quoted,
        QuoteInQuoted,
        AfterReturn,

        /// <summary>The rest of a line that can't be read.</summary>
        Skipped,
    }

    private static readonly SearchValues<byte> QuotedEnds = SearchValues.Create("\"\r\n\0"u8);
    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n\0"u8);

    private readonly CsvRows _rows = new(limits, bad);
    private readonly ArrayBufferWriter<byte> _field = new(256);
    private SearchValues<byte> _unquotedEnds = LineEnds;
    private State _state;
    private long _line = 1;
    private long _quoteLine;
    private int _fieldsInLine;
    private bool _quoteSeen;
    private bool _returnIsLast;
    private long _rowBytes;

    /// <summary>The rows that are complete so far.</summary>
    public CsvRows Rows => _rows;

    /// <summary>What is between two fields; 0 before the first piece.</summary>
    public byte Separator { get; private set; }

    /// <summary>Takes the next piece; the first one should hold the whole header line.</summary>
    /// <exception cref="TableFormatException">The text is no table.</exception>
    public void Feed(ReadOnlySpan<byte> text)
    {
        if (Separator == 0 && !text.IsEmpty)
        {
            Separator = CsvSeparator.Of(text);
            _unquotedEnds = SearchValues.Create([Separator, .. "\"\r\n\0"u8]);
        }
        while (!text.IsEmpty)
        {
            if (_state is State.Unquoted or State.Quoted)
            {
                int run = text.IndexOfAny(_state == State.Quoted ? QuotedEnds : _unquotedEnds);
                var plain = run < 0 ? text : text[..run];
                Append(plain);
                text = text[plain.Length..];
                if (text.IsEmpty)
                    return;
            }
            else if (_state == State.Skipped)
            {
                int run = text.IndexOfAny(LineEnds);
                text = run < 0 ? default : text[run..];
                if (text.IsEmpty)
                    return;
            }
            if (Take(text[0]))
                text = text[1..];
        }
    }

    /// <summary>The table, after the last piece.</summary>
    /// <exception cref="TableFormatException">The text is no table.</exception>
    public Table Finish()
    {
        End();
        return _rows.ToTable();
    }

    /// <summary>There is no further piece.</summary>
    /// <exception cref="TableFormatException">The text ends within a field.</exception>
    public void End()
    {
        if (_state == State.Quoted)
            throw new TableFormatException("A quoted field opens here and is never closed.", _quoteLine, _fieldsInLine + 1);
        if (_state is State.Unquoted or State.QuoteInQuoted or State.Skipped || _fieldsInLine > 0)
            EndLine();
    }

    // False: the byte is to be looked at again in the new state.
    private bool Take(byte b)
    {
        if (b == 0)
            throw new TableFormatException("A NUL byte: this is not a text file. Upload UTF-8 CSV.", _line, _fieldsInLine + 1);
        switch (_state)
        {
            case State.AfterReturn:
                _state = State.FieldStart;
                return b == '\n';
            case State.FieldStart when b == '"':
                _state = State.Quoted;
                _quoteLine = _line;
                _quoteSeen = true;
                _returnIsLast = false;
                return true;
            case State.FieldStart when b != Separator && b is not ((byte)'\r' or (byte)'\n'):
                _state = State.Unquoted;
                return false;
            case State.Quoted when b == '"':
                _state = State.QuoteInQuoted;
                return true;
            case State.Quoted:
                // A line break within quotes: \r\n counts once.
                if (b == '\r' || !_returnIsLast)
                    _line++;
                Append([b]);
                _returnIsLast = b == '\r';
                return true;
            case State.QuoteInQuoted when b == '"':
                Append("\""u8);
                _state = State.Quoted;
                return true;
        }
        if (b is (byte)'\r' or (byte)'\n')
        {
            EndLine();
        }
        else if (b == Separator)
        {
            EndField();
        }
        else
        {
            _rows.Spoil(new TableFormatException(
                _state == State.QuoteInQuoted
                    ? "Text after the closing quote of a field. Write a quote within a field as two quotes."
                    : "A quote in the middle of a field. Put the whole field in quotes and write the quote as two.",
                _line, _fieldsInLine + 1));
            _state = State.Skipped;
            return true;
        }
        _state = b == '\r' ? State.AfterReturn : State.FieldStart;
        return true;
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return;
        _returnIsLast = false;
        _rowBytes += text.Length;
        if (bad is not null && _rowBytes > limits.MaxRowBytes)
            throw new TableFormatException($"A row is longer than {limits.MaxRowBytes} bytes; a quote may be missing.", _line);
        if (_field.WrittenCount + text.Length > limits.MaxFieldBytes)
            throw new TableFormatException(
                $"A field is longer than {limits.MaxFieldBytes} bytes; a quote may be missing.", _line, _fieldsInLine + 1);
        _field.Write(text);
    }

    private void EndField()
    {
        var text = _field.WrittenSpan;
        if (!Utf8.IsValid(text))
        {
            _rows.Spoil(new TableFormatException(
                $"Field {_fieldsInLine + 1} is not valid UTF-8. Save the file as UTF-8.", _line, _fieldsInLine + 1));
            text = default;
        }
        _rows.Add(text, _fieldsInLine, _line);
        _fieldsInLine++;
        _field.ResetWrittenCount();
        _state = State.FieldStart;
    }

    private void EndLine()
    {
        if (_state == State.Skipped)
        {
            _field.ResetWrittenCount();
            _rows.EndRow(_fieldsInLine, _line);
        }
        else if (_fieldsInLine == 0 && _field.WrittenCount == 0 && !_quoteSeen)
        {
            _rows.Blank();
        }
        else
        {
            EndField();
            _rows.EndRow(_fieldsInLine, _line);
        }
        _fieldsInLine = 0;
        _quoteSeen = false;
        _rowBytes = 0;
        _line++;
    }
}
