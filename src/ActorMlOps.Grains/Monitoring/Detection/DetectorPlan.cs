using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>Pure: which e-detectors a version has. They share the version's part of the fleet's budget of false alarms.</summary>
internal static class DetectorPlan
{
    public const string EDetector = "eDetector";

    /// <summary>Features, the predicted class or value, and its score. Confidence and parts of the scores tell nothing more.</summary>
    public static bool Watches(string column) => !column.StartsWith('@') || column is PredictionColumns.Class or PredictionColumns.Score;

    /// <summary>Whether labels have cells, see <see cref="Statistics.Detectors.ConceptCells"/>.</summary>
    public static bool HasConcept(OutputSpec output) => output.Task is TaskKind.Binary or TaskKind.Multiclass;

    /// <summary>Whether outliers and repeats are counted.</summary>
    public static bool HasSigns(VersionSpec spec) => spec.Outliers is not null;

    public static int Count(VersionSpec spec) =>
        Math.Max(1, spec.Features.Length + PredictionColumns.Names(spec.Output).Count(Watches)
            + (HasConcept(spec.Output) ? 1 : 0) + (HasSigns(spec) ? 2 : 0));
}
