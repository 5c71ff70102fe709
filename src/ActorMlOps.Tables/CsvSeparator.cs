namespace ActorMlOps.Tables;

/// <summary>What separates the fields of a CSV text: commas; where the header line has none, semicolons or else tabs.</summary>
internal static class CsvSeparator
{
    public const byte Comma = (byte)',';
    public const byte Semicolon = (byte)';';
    public const byte Tab = (byte)'\t';

    /// <param name="start">Of the text, with the header line. What is within quotes does not count.</param>
    public static byte Of(ReadOnlySpan<byte> start)
    {
        var (semicolon, tab, quoted) = (false, false, false);
        foreach (byte b in start)
        {
            if (b == '"')
                quoted = !quoted;
            else if (quoted)
                continue;
            else if (b == Comma)
                return Comma;
            else if (b is (byte)'\r' or (byte)'\n')
                break;
            semicolon |= b == Semicolon;
            tab |= b == Tab;
        }
        return semicolon ? Semicolon : tab ? Tab : Comma;
    }
}
