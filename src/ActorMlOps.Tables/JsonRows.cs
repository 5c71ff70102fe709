using System.Text.Json;

namespace ActorMlOps.Tables;

/// <summary>Turns flat JSON objects into columns.</summary>
internal static class JsonRows
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 8 };

    /// <summary>One object a line; blank lines are skipped.</summary>
    public static Table ReadLines(ReadOnlySpan<byte> text, TableLimits limits)
    {
        var columns = new JsonColumns(limits);
        for (long line = 1; !text.IsEmpty; line++)
        {
            int end = text.IndexOf((byte)'\n');
            var row = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            ReadLine(row, columns, line);
        }
        return columns.ToTable();
    }

    /// <summary>One object, or nothing.</summary>
    public static void ReadLine(ReadOnlySpan<byte> row, JsonColumns columns, long line)
    {
        if (row.Trim(" \t\r"u8).IsEmpty)
            return;
        try
        {
            var reader = new Utf8JsonReader(row, Strict);
            reader.Read();
            ReadObject(ref reader, columns, line);
            if (reader.Read())
                throw new TableFormatException("More than one JSON value in a line.", line);
        }
        catch (JsonException e)
        {
            throw NotJson(e, line);
        }
    }

    /// <summary>An array of objects, or an object whose property rows is one.</summary>
    public static Table ReadDocument(ReadOnlySpan<byte> text, TableLimits limits)
    {
        var columns = new JsonColumns(limits);
        var lines = new LineCounter(text);
        var reader = new Utf8JsonReader(text, Strict);
        try
        {
            bool found = reader.Read() && reader.TokenType == JsonTokenType.StartArray;
            if (found)
                ReadArray(ref reader, columns, ref lines);
            else if (reader.TokenType == JsonTokenType.StartObject)
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    bool rows = reader.ValueTextEquals("rows"u8);
                    reader.Read();
                    if (!rows || found || reader.TokenType != JsonTokenType.StartArray)
                    {
                        if (rows)
                            throw new TableFormatException("'rows' must be one array of objects.", lines.At(reader.TokenStartIndex));
                        reader.Skip();
                        continue;
                    }
                    found = true;
                    ReadArray(ref reader, columns, ref lines);
                }
            if (!found)
                throw new TableFormatException("An array of objects is expected, or an object with an array 'rows'.");
            reader.Read();
        }
        catch (JsonException e)
        {
            throw NotJson(e, (e.LineNumber ?? 0) + 1);
        }
        return columns.ToTable();
    }

    private static void ReadArray(ref Utf8JsonReader reader, JsonColumns columns, ref LineCounter lines)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            ReadObject(ref reader, columns, lines.At(reader.TokenStartIndex));
    }

    private static void ReadObject(ref Utf8JsonReader reader, JsonColumns columns, long line)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new TableFormatException("A row must be a JSON object.", line);
        columns.BeginRow(line);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int column = columns.Field(ref reader);
            reader.Read();
            columns.Value(column, ref reader);
        }
    }

    private static TableFormatException NotJson(JsonException e, long line)
    {
        // The runtime's message repeats the place in its own counting.
        int place = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return new TableFormatException("Not valid JSON: " + (place < 0 ? e.Message : e.Message[..place]), line, 0, e);
    }
}
