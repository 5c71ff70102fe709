using System.Globalization;
using ActorMlOps.Compare.Columns;

namespace ActorMlOps.Compare.Words;

/// <summary>Numbers as people read them.</summary>
internal static class Figures
{
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A share in percent.</summary>
    public static string Percent(double share) => share switch
    {
        0 => "0 %",
        < 0.001 => "<0.1 %",
        > 0.999 and < 1 => ">99.9 %",
        _ => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %"),
    };

    /// <summary>Four significant digits; large whole numbers in full.</summary>
    public static string Number(double value)
    {
        var size = Math.Abs(value);
        return size switch
        {
            0 => "0",
            >= 1000 and < 1e15 => Math.Round(value).ToString("N0", CultureInfo.InvariantCulture),
            >= 1e15 or < 1e-4 => value.ToString("0.###e0", CultureInfo.InvariantCulture),
            _ => value.ToString("G4", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>A value of a column, times as such.</summary>
    public static string Value(ColumnType type, double value)
    {
        if (type != ColumnType.Time || Math.Abs(value) > 1e11)
            return Number(value);
        var time = DateTimeOffset.UnixEpoch.AddSeconds(value);
        return time.ToString(time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    public static string PValue(double p) => p < 0.0001 ? "<0.0001" : p.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>A text in quotes, shortened.</summary>
    public static string Text(string text)
    {
        const int Most = 40;
        return text.Length == 0 ? "the empty text" : $"'{(text.Length <= Most ? text : text[..Most] + "...")}'";
    }
}
