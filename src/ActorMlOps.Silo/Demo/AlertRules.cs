namespace ActorMlOps.Silo.Demo;

/// <summary>Alert rules as they stand in the config of a version.</summary>
internal static class AlertRules
{
    /// <summary>Longer than the sample takes, so that it is all in it.</summary>
    private const string Window = "5m";

    /// <param name="rows">The newest so many; null: those of five minutes.</param>
    /// <param name="recovery">From where on it counts as over; null: the threshold.</param>
    public static object Of(string metric, string op, double threshold, string severity = "warning", int? rows = null, double? recovery = null) =>
        new { metric, op, threshold, severity, rows, recovery, window = rows is null ? Window : null };
}
