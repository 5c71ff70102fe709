using System.Globalization;

namespace ActorMlOps.Silo.Settings;

/// <summary>Reads typed values of one section and collects what is wrong instead of stopping at the first error.</summary>
public sealed class SettingsReader(IConfiguration configuration, string section, ICollection<string> errors)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Marks a key that somebody else reads.</summary>
    public void Skip(string key) => _known.Add($"{section}:{key}");

    public string Text(string key, string absent) => Value(key) ?? absent;

    public int Integer(string key, int absent, int least, int most)
    {
        if (Value(key) is not { } text) return absent;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
        Wrong(key, text, $"is not a whole number from {least} to {most}");
        return absent;
    }

    /// <summary>Only whether it is a whole number, if it is there; somebody else reads it.</summary>
    public void Whole(string key, long most)
    {
        if (Value(key) is { } text && !(long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value <= most))
            Wrong(key, text, "is not a whole number");
    }

    public double Number(string key, double absent, double least, double most)
    {
        if (Value(key) is not { } text) return absent;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
        Wrong(key, text, string.Create(CultureInfo.InvariantCulture, $"is not a number from {least} to {most}"));
        return absent;
    }

    /// <summary>Written hh:mm:ss.</summary>
    public TimeSpan Duration(string key, TimeSpan absent, TimeSpan least, TimeSpan most)
    {
        if (Value(key) is not { } text) return absent;
        if (TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
        Wrong(key, text, $"is not a duration from {least:c} to {most:c}, written hh:mm:ss");
        return absent;
    }

    public T Choice<T>(string key, T absent) where T : struct, Enum
    {
        if (Value(key) is not { } text) return absent;
        if (Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase)) return Enum.Parse<T>(text, ignoreCase: true);
        Wrong(key, text, $"is not one of {string.Join(", ", Enum.GetNames<T>())}");
        return absent;
    }

    /// <summary>An absolute http or https address.</summary>
    public Uri? Address(string key)
    {
        if (Value(key) is not { } text) return null;
        if (IsHttp(text, out var uri)) return uri;
        Wrong(key, text, "is not an address such as http://127.0.0.1:4317");
        return null;
    }

    /// <summary>One address, which <paramref name="objection"/> (null: none) may refuse.</summary>
    public Uri Address(string key, Uri absent, Func<Uri, string?> objection)
    {
        if (Value(key) is not { } text) return absent;
        if (!IsHttp(text, out var uri)) Wrong(key, text, "is not an address such as http://127.0.0.1:5081");
        else if (objection(uri) is { } reason) Wrong(key, text, reason);
        else return uri;
        return absent;
    }

    /// <summary>Addresses separated by semicolons, each of which <paramref name="objection"/> (null: none) may refuse.</summary>
    public IReadOnlyList<Uri> Addresses(string key, IReadOnlyList<Uri> absent, Func<Uri, string?> objection)
    {
        if (Value(key) is not { } text) return absent;
        var addresses = new List<Uri>();
        var parts = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length == 0) Wrong(key, text, "names no address; write one such as http://127.0.0.1:5080");
        foreach (var part in parts)
        {
            if (!IsHttp(part, out var uri)) Wrong(key, part, "is not an address such as http://127.0.0.1:5080");
            else if (objection(uri) is { } reason) Wrong(key, part, reason);
            else addresses.Add(uri);
        }

        return addresses;
    }

    /// <summary>Keys of the section that nobody has read are misspelt: they go into the errors too.</summary>
    public void RefuseUnknown()
    {
        foreach (var (key, value) in configuration.AsEnumerable())
        {
            var unknown = key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase)
                && value is not null
                && !_known.Any(known => key.Equals(known, StringComparison.OrdinalIgnoreCase) || key.StartsWith(known + ":", StringComparison.OrdinalIgnoreCase));
            if (unknown) errors.Add($"{key}: no such setting; silo-config/README.md lists them all.");
        }
    }

    private static bool IsHttp(string text, out Uri uri) =>
        Uri.TryCreate(text, UriKind.Absolute, out uri!) && uri.Scheme is "http" or "https";

    private string? Value(string key)
    {
        _known.Add($"{section}:{key}");
        return configuration[$"{section}:{key}"];
    }

    private void Wrong(string key, string text, string reason) => errors.Add($"{section}:{key}: '{text}' {reason}.");
}
