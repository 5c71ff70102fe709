namespace ActorMlOps.Monitoring;

/// <summary>Orleans streams that feed the monitors. Keys: <see cref="VersionKey"/>; for labels the model's name.</summary>
public static class StreamNames
{
    public const string Provider = "actormlops";

    /// <summary>Carries <see cref="ObservationBatch"/>.</summary>
    public const string Features = "features";

    /// <summary>Carries <see cref="ObservationBatch"/>.</summary>
    public const string Observations = "observations";

    /// <summary>Carries <see cref="LabelBatch"/>.</summary>
    public const string Labels = "labels";
}
