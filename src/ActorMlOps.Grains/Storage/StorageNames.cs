namespace ActorMlOps.Grains.Storage;

/// <summary>Names under which state is stored: they are on disk, never rename.</summary>
internal static class StorageNames
{
    public const string Provider = "actormlops";

    public const string Catalog = "catalog";
    public const string Model = "model";
    public const string Traffic = "traffic";
    public const string Operations = "operations";
    public const string Drift = "drift";
    public const string Baseline = "baseline";
    public const string Observations = "observations";
    public const string LabelProducers = "label-producers";
    public const string LabelState = "label-state";
    public const string LabelLog = "label-log";
    public const string Alerts = "alerts";
    public const string Silences = "alert-silences";
    public const string AlertFeed = "alert-feed";
    public const string AlarmBudget = "alarm-budget";
    public const string Detectors = "detectors";
    public const string ConceptDetectors = "concept-detectors";
}
