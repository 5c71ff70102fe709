using System.Globalization;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>How long after its prediction a label is taken.</summary>
internal static class LabelHorizon
{
    /// <param name="hop">When the prediction was made, Unix seconds.</param>
    /// <param name="at">When the label came, Unix seconds.</param>
    /// <returns>For the one who sent it; null: it is not too late.</returns>
    public static string? Objection(VersionSpec spec, long hop, long at)
    {
        var horizon = spec.LabelRules.Horizon;
        return at - hop <= horizon.TotalSeconds
            ? null
            : $"beyondHorizon: the prediction was made more than {Text(horizon)} ago; 'labels.horizon' of version '{spec.Key.Version}' is that.";
    }

    private static string Text(TimeSpan horizon) => horizon.TotalDays >= 2
        ? string.Create(CultureInfo.InvariantCulture, $"{horizon.TotalDays:0.##} days")
        : string.Create(CultureInfo.InvariantCulture, $"{horizon.TotalHours:0.##} hours");
}
