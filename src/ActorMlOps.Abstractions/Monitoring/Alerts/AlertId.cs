using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ActorMlOps.Monitoring.Alerts;

/// <summary>An alert's id: its scope and its number there, from 1, never given again. As text: <c>fraud:17</c>.</summary>
public readonly record struct AlertId(AlertScope Scope, long Number)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Scope}:{Number}");

    /// <summary>Accepts only what <see cref="ToString"/> makes.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out AlertId id)
    {
        id = default;
        var colon = text?.LastIndexOf(':') ?? -1;
        if (colon < 0
            || !AlertScope.TryParse(text![..colon], out var scope)
            || !long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        id = new(scope, number);
        return number > 0 && id.ToString() == text;
    }
}
