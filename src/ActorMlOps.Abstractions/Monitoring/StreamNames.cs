namespace ActorMlOps.Monitoring;

/// <summary>
/// Orleans streams that feed the monitors with <see cref="StreamBatch"/>es. Keys: <see cref="VersionKey"/>; for labels the model's name.
/// An item of another type is logged, counted as refused (<see cref="Telemetry.Metrics.StreamBatches"/>) and passed over.
/// </summary>
public static class StreamNames
{
    public const string Provider = "actormlops";

    /// <summary>Rows of features, as the columns of <see cref="ObservationBatch"/>.</summary>
    public const string Features = "features";

    /// <summary>The same with what was predicted, as the columns of <see cref="ObservationBatch"/>.</summary>
    public const string Observations = "observations";

    /// <summary>Labels, as the columns of <see cref="LabelColumns"/>.</summary>
    public const string Labels = "labels";
}
