using ActorMlOps.Monitoring;
using ActorMlOps.Registry;

namespace ActorMlOps.Api.Monitoring;

/// <summary>A drift report as <c>GET .../drift</c> answers it.</summary>
/// <param name="Prediction">The predictions themselves, in the shape of the features.</param>
/// <param name="Reason">Why there is nothing to compare, if so.</param>
/// <param name="Mode">Whose tests and thresholds these are.</param>
/// <param name="Label">The labels that have arrived, in the shape of the features; null for <paramref name="LabelReason"/>.</param>
/// <param name="Multivariate">Tests of whole rows.</param>
internal sealed record DriftView(
    string Model,
    string Version,
    WindowInfo Window,
    ReferenceView Reference,
    ColumnDriftReport[] Features,
    ColumnDriftReport[] Prediction,
    DatasetDrift Dataset,
    string? Reason,
    DriftPreset Mode,
    ColumnDriftReport? Label,
    string? LabelReason,
    MultivariateDrift[] Multivariate)
{
    public static DriftView Of(DriftReport report) => new(
        report.Model, report.Version, report.Window, new(report.ReferenceRows, report.Origin),
        report.Features, report.Prediction, report.Dataset, report.Reason,
        report.Mode, report.Label?.Column, report.Label is null ? report.Reason : report.Label.Reason, report.Multivariate ?? []);
}

/// <param name="Origin">Where it came from; null: the file that the version was registered with, or there is none.</param>
internal sealed record ReferenceView(long Rows, ReferenceOrigin? Origin);
