namespace ActorMlOps.Tables;

/// <summary>A table could not be read. The message names the place and the remedy.</summary>
public sealed class TableFormatException : Exception
{
    /// <summary>With the place: 1-based line of the text and 1-based column of the table; 0 = not bound to one.</summary>
    public TableFormatException(string message, long line = 0, int column = 0, Exception? innerException = null)
        : base(line > 0 ? $"Line {line}: {message}" : message, innerException)
    {
        Line = line;
        Column = column;
    }

    /// <summary>1-based line, 0 if the error is not bound to one.</summary>
    public long Line { get; }

    /// <summary>1-based column of the table, 0 if the error is not bound to one.</summary>
    public int Column { get; }
}
