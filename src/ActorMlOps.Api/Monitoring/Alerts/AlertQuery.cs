using System.Globalization;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Api.Monitoring.Alerts;

/// <summary>Which alerts are asked for; null: any.</summary>
internal sealed record AlertQuery(string? Model, string? Version, AlertPhase? State, AlertKind? Kind, AlertSeverity? Severity, int Limit)
{
    private const int MostLimit = 10_000;
    private const int DefaultLimit = 1_000;
    private static readonly string[] Known = ["model", "version", "state", "kind", "severity", "limit"];

    public bool Takes(Alert alert) =>
        (Model is null || alert.Model == Model)
        && (Version is null || alert.Version == Version)
        && (State is null || alert.State == State)
        && (Kind is null || alert.Kind == Kind)
        && (Severity is null || alert.Severity == Severity);

    /// <exception cref="RequestException">Everything that is wrong.</exception>
    public static AlertQuery Read(IQueryCollection query)
    {
        var errors = new List<string>();
        foreach (var name in query.Keys.Where(k => !Known.Contains(k)))
            errors.Add($"There is no parameter '{name}'; parameters are: {string.Join(", ", Known)}.");
        foreach (var name in Known.Where(k => query[k].Count > 1))
            errors.Add($"'{name}' is there {query[name].Count} times; give it once.");
        var limit = DefaultLimit;
        if (Text("limit") is { } text
            && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MostLimit))
            errors.Add($"'limit' must be a whole number from 1 to {MostLimit}, such as limit=100, not '{text}'.");
        var read = new AlertQuery(
            Text("model"), Text("version"), Choice<AlertPhase>("state"), Choice<AlertKind>("kind"), Choice<AlertSeverity>("severity"), limit);
        return errors.Count == 0 ? read : throw new RequestException(StatusCodes.Status400BadRequest, errors);

        string? Text(string name) => query.TryGetValue(name, out var values) ? values[0] ?? "" : null;

        T? Choice<T>(string name) where T : struct, Enum
        {
            if (Text(name) is not { } value)
                return null;
            if (Enum.GetNames<T>().FirstOrDefault(n => n.Equals(value, StringComparison.OrdinalIgnoreCase)) is { } found)
                return Enum.Parse<T>(found);
            errors.Add($"'{name}' must be one of {string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()))}, not '{value}'.");
            return null;
        }
    }
}
