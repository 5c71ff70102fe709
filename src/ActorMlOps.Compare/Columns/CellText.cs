using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace ActorMlOps.Compare.Columns;

/// <summary>How the text of a cell is read.</summary>
internal static class CellText
{
    private const int MostDigits = 64;

    // What spreadsheets, databases and other tools write where there is no value. In a column of texts they are texts.
    private static readonly HashSet<string> s_missing = new(StringComparer.OrdinalIgnoreCase)
    {
        "", "?", "-", ".", "NA", "N/A", "#N/A", "NULL", "None", "nil", "<NA>", "missing",
    };

    /// <summary>Whether a text that is no value of its column's type says that there is none.</summary>
    public static bool IsMissing(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > 7)
            return false;
        Span<char> text = stackalloc char[8];
        return Utf8.ToUtf16(utf8, text, out _, out var length) == System.Buffers.OperationStatus.Done
            && s_missing.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text[..length].Trim());
    }

    /// <param name="utf8">The text; <c>NaN</c>, <c>inf</c> and <c>Infinity</c> are numbers, in any case.</param>
    /// <param name="decimalCommas">Whether <c>0,5</c> and <c>1.000,5</c> are numbers too.</param>
    /// <param name="value">The number.</param>
    public static bool TryNumber(ReadOnlySpan<byte> utf8, bool decimalCommas, out double value) =>
        double.TryParse(utf8, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
        || TryInfinity(utf8, out value)
        || (decimalCommas && TryDecimalComma(utf8, out value));

    public static bool TryBoolean(ReadOnlySpan<byte> utf8, out bool value)
    {
        value = Ascii.EqualsIgnoreCase(utf8, "true"u8);
        return value || Ascii.EqualsIgnoreCase(utf8, "false"u8);
    }

    /// <summary>A date or time that starts with the year; without an offset it is UTC.</summary>
    public static bool TryTime(ReadOnlySpan<byte> utf8, out double seconds)
    {
        seconds = 0;
        if (utf8.Length is < 8 or > 40 || utf8[4] is not ((byte)'-' or (byte)'/') || utf8[..4].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        Span<char> text = stackalloc char[40];
        if (!Ascii.IsValid(utf8) || Utf8.ToUtf16(utf8, text, out _, out var length) != System.Buffers.OperationStatus.Done)
            return false;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTimeOffset.TryParse(text[..length], CultureInfo.InvariantCulture, Utc, out var time))
            return false;
        seconds = (time - DateTimeOffset.UnixEpoch).TotalSeconds;
        return true;
    }

    private static bool TryInfinity(ReadOnlySpan<byte> utf8, out double value)
    {
        var negative = utf8 is [(byte)'-', ..];
        value = negative ? double.NegativeInfinity : double.PositiveInfinity;
        return Ascii.EqualsIgnoreCase(utf8 is [(byte)'-' or (byte)'+', ..] ? utf8[1..] : utf8, "inf"u8);
    }

    private static bool TryDecimalComma(ReadOnlySpan<byte> utf8, out double value)
    {
        value = 0;
        var comma = utf8.IndexOf((byte)',');
        if (comma < 0 || utf8.Length > MostDigits || utf8[(comma + 1)..].ContainsAny((byte)',', (byte)'.'))
            return false;
        Span<byte> plain = stackalloc byte[MostDigits];
        var length = 0;
        foreach (var b in utf8)
        {
            if (b != '.')
                plain[length++] = b == ',' ? (byte)'.' : b;
        }

        return double.TryParse(plain[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }
}
