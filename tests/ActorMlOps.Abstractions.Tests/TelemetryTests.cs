using System.Reflection;

namespace ActorMlOps.Abstractions.Tests;

public sealed class TelemetryTests
{
    // Dashboards and alerts of users hang on these: add to the list, never change a line of it.
    private static readonly string[] Golden =
    [
        "Metrics.AlertChanges = actormlops.alert.changes",
        "Metrics.AlertDeliveries = actormlops.alert.deliveries",
        "Metrics.AlertOldest = actormlops.alert.oldest",
        "Metrics.AlertUndelivered = actormlops.alert.undelivered",
        "Metrics.AlertsOpen = actormlops.alert.open",
        "Metrics.DriftDuration = actormlops.drift.duration",
        "Metrics.DriftReports = actormlops.drift.reports",
        "Metrics.InferenceTime = actormlops.inference.time",
        "Metrics.LabelsCounted = actormlops.label.counted",
        "Metrics.ModelMemory = actormlops.model.memory",
        "Metrics.PaneDelivered = actormlops.pane.delivered",
        "Metrics.PaneFailures = actormlops.pane.failures",
        "Metrics.PanePending = actormlops.pane.pending",
        "Metrics.PaneRows = actormlops.pane.rows",
        "Metrics.PaneSkewed = actormlops.pane.skewed",
        "Metrics.PredictionDuration = actormlops.prediction.duration",
        "Metrics.PredictionFailures = actormlops.prediction.failures",
        "Metrics.PredictionRows = actormlops.prediction.rows",
        "Metrics.QueueRows = actormlops.queue.rows",
        "Metrics.RequestsRefused = actormlops.requests.refused",
        "Metrics.ShadowDropped = actormlops.shadow.dropped",
        "Metrics.StoreFree = actormlops.store.free",
        "Metrics.StoreSize = actormlops.store.size",
        "Metrics.StreamBatches = actormlops.stream.batches",
        "Metrics.TrafficEpoch = actormlops.traffic.epoch",
        "Metrics.TrafficSwitches = actormlops.traffic.switches",
        "Spans.Drift = actormlops.drift.report",
        "Spans.Infer = actormlops.http.infer",
        "Spans.Pane = actormlops.pane.deliver",
        "Spans.Predict = actormlops.predict",
        "Spans.Route = actormlops.route",
        "Spans.Traffic = actormlops.traffic.switch",
        "Tags.Change = change",
        "Tags.Kind = kind",
        "Tags.Model = model",
        "Tags.Outcome = outcome",
        "Tags.Severity = severity",
        "Tags.Sink = sink",
        "Tags.Variant = variant",
        "Tags.Version = version",
        "Telemetry.Source = ActorMlOps",
    ];

    [Fact]
    public void Names_AreThoseOfTheList() => Assert.Equal(
        Golden,
        typeof(Telemetry).GetNestedTypes().Append(typeof(Telemetry))
            .SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => $"{t.Name}.{f.Name} = {f.GetRawConstantValue()}"))
            .Order(StringComparer.Ordinal));
}
