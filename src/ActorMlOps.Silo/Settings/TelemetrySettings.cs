namespace ActorMlOps.Silo.Settings;

/// <summary>What leaves the silo for the observers. <c>/metrics</c> is always there.</summary>
public sealed record TelemetrySettings
{
    /// <summary>Where metrics and traces are sent by OTLP; null (default): nowhere.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>Share of the traces that are kept when the caller has not decided. Default 0.01, 0 to 1.</summary>
    public double TraceRatio { get; init; } = 0.01;

    /// <summary>Least severe level that our own code logs. Default Information.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}
