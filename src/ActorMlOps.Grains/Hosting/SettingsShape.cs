using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace ActorMlOps.Grains.Hosting;

/// <summary>
/// Whether the values of a section are of the types that its options have: the binder stops at the first that is not, and passes over keys
/// that nobody knows.
/// </summary>
internal static class SettingsShape
{
    /// <returns>Everything that is wrong, by key. Texts are never shown: they may be secrets.</returns>
    public static IReadOnlyList<string> Errors(IConfiguration configuration, string section, Type options) =>
    [
        .. configuration.GetSection(section).AsEnumerable(makePathsRelative: true)
            .Where(setting => !string.IsNullOrEmpty(setting.Value) && setting.Key.Length > 0)
            .Select(setting => Objection(setting.Key.Split(':'), options, setting.Value!) is { } wrong ? $"{section}:{setting.Key}: {wrong}." : null)
            .OfType<string>()
            .Order(StringComparer.Ordinal),
    ];

    private static string? Objection(ReadOnlySpan<string> path, Type type, string value)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (path.IsEmpty)
            return Objection(type, value);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>))
            return int.TryParse(path[0], NumberStyles.None, CultureInfo.InvariantCulture, out _)
                ? Objection(path[1..], type.GetGenericArguments()[0], value)
                : "is not an element of a list";
        var property = type.GetProperty(path[0], BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
        return property is { CanWrite: true } && type.Assembly == typeof(SettingsShape).Assembly
            ? Objection(path[1..], property.PropertyType, value)
            : "no such setting; silo-config/README.md lists them all";
    }

    private static string? Objection(Type type, string value) => type switch
    {
        _ when type == typeof(string) => null,
        _ when type == typeof(int) => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            ? null : $"'{value}' is not a whole number",
        _ when type == typeof(double) => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? null : $"'{value}' is not a number",
        _ when type == typeof(TimeSpan) => TimeSpan.TryParseExact(value, "c", CultureInfo.InvariantCulture, out _)
            ? null : $"'{value}' is not a duration, written hh:mm:ss",
        _ when type.IsEnum => Enum.GetNames(type).Contains(value, StringComparer.OrdinalIgnoreCase)
            ? null : $"'{value}' is not one of {string.Join(", ", Enum.GetNames(type).Select(n => n.ToLowerInvariant()))}",
        _ => "is a section, not a value",
    };
}
