using ActorMlOps.Monitoring;

namespace ActorMlOps.Api.Monitoring;

/// <summary>A drift report as <c>GET .../drift</c> answers it.</summary>
/// <param name="Prediction">The predictions themselves, in the shape of the features.</param>
/// <param name="Reason">Why there is nothing to compare, if so.</param>
internal sealed record DriftView(
    string Model,
    string Version,
    WindowInfo Window,
    ReferenceView Reference,
    ColumnDriftReport[] Features,
    ColumnDriftReport[] Prediction,
    DatasetDrift Dataset,
    string? Reason)
{
    public static DriftView Of(DriftReport report) => new(
        report.Model, report.Version, report.Window, new(report.ReferenceRows),
        report.Features, report.Prediction, report.Dataset, report.Reason);
}

internal sealed record ReferenceView(long Rows);
