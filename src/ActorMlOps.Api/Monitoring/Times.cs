using System.Globalization;

namespace ActorMlOps.Api.Monitoring;

/// <summary>Instants and durations as people write them in URLs and bodies.</summary>
internal static class Times
{
    public const string InstantExample = "2026-01-31T12:00:00Z";
    public const string DurationExample = "90s, 5m, 1h or 8d";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mmzzz"];

    /// <summary>RFC 3339 with an offset; a time without one would mean another instant to everyone.</summary>
    public static bool TryInstant(string text, out DateTimeOffset instant)
    {
        if (text.EndsWith('Z') || text.EndsWith('z'))
            text = text[..^1] + "+00:00";
        // A plus sign that was not escaped arrives as a space.
        else if (text.Length > 6 && text[^6] == ' ')
            text = $"{text[..^6]}+{text[^5..]}";
        var valid = DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out instant);
        instant = instant.ToUniversalTime();
        return valid;
    }

    /// <summary>A whole number above 0 with the unit s, m, h or d; at most ten years.</summary>
    public static bool TryDuration(string text, out TimeSpan duration)
    {
        duration = default;
        if (text.Length < 2
            || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count == 0)
            return false;
        var seconds = text[^1] switch
        {
            's' => 1L,
            'm' => 60,
            'h' => 3600,
            'd' => 86400,
            _ => 0,
        };
        if (seconds == 0 || seconds * count > (long)Longest.TotalSeconds)
            return false;
        duration = TimeSpan.FromSeconds(seconds * count);
        return true;
    }
}
