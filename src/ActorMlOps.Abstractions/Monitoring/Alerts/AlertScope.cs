using System.Diagnostics.CodeAnalysis;

namespace ActorMlOps.Monitoring.Alerts;

/// <summary>
/// Whose alerts: one model's, or those of the fleet, which no model has. As a grain key: <c>model</c> or <c>@fleet</c> (a model may be
/// called "fleet", but no model's name holds an @).
/// </summary>
/// <param name="Model">Null: the fleet.</param>
public readonly record struct AlertScope(string? Model)
{
    private const string FleetKey = "@fleet";

    public static AlertScope Fleet { get; } = new(null);

    public override string ToString() => Model ?? FleetKey;

    /// <exception cref="FormatException">Neither a model's name nor the fleet's key.</exception>
    public static AlertScope Parse(string key) =>
        TryParse(key, out var scope) ? scope : throw new FormatException($"'{key}' is no scope of alerts.");

    public static bool TryParse([NotNullWhen(true)] string? key, out AlertScope scope)
    {
        scope = new(key == FleetKey ? null : key);
        return key == FleetKey || (key is not null && ResourceName.IsValid(key));
    }
}
