namespace ActorMlOps.Silo.Demo;

/// <summary>Alert rules as they stand in the config of a version.</summary>
internal static class AlertRules
{
    /// <summary>Longer than the sample takes, so that it is all in it.</summary>
    private const string Window = "5m";

    /// <param name="rows">The newest so many; null: those of five minutes.</param>
    public static object Of(string metric, string op, double threshold, string severity = "warning", int? rows = null) => rows is { } newest
        ? new { metric, op, threshold, severity, rows = newest }
        : new { metric, op, threshold, severity, window = Window };
}
