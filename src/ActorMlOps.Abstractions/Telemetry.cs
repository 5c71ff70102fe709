namespace ActorMlOps;

/// <summary>Names of metrics, spans and tags. Users' dashboards hang on them: a test pins them.</summary>
public static class Telemetry
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Source = "ActorMlOps";

    public static class Spans
    {
        public const string Infer = "actormlops.http.infer";
        public const string Route = "actormlops.route";
        public const string Predict = "actormlops.predict";
        public const string Pane = "actormlops.pane.deliver";
        public const string Drift = "actormlops.drift.report";
        public const string Traffic = "actormlops.traffic.switch";
    }

    public static class Metrics
    {
        public const string PredictionRows = "actormlops.prediction.rows";
        public const string PredictionDuration = "actormlops.prediction.duration";
        public const string PredictionFailures = "actormlops.prediction.failures";
        public const string PaneDelivered = "actormlops.pane.delivered";
        public const string PaneRows = "actormlops.pane.rows";
        public const string PaneFailures = "actormlops.pane.failures";
        public const string PanePending = "actormlops.pane.pending";
        public const string PaneSkewed = "actormlops.pane.skewed";
        public const string DriftReports = "actormlops.drift.reports";
        public const string DriftDuration = "actormlops.drift.duration";
        public const string TrafficSwitches = "actormlops.traffic.switches";
        public const string TrafficEpoch = "actormlops.traffic.epoch";
        public const string ShadowDropped = "actormlops.shadow.dropped";
        public const string LabelsCounted = "actormlops.label.counted";
        public const string ModelMemory = "actormlops.model.memory";
        public const string InferenceTime = "actormlops.inference.time";
        public const string QueueRows = "actormlops.queue.rows";
        public const string StoreSize = "actormlops.store.size";
        public const string StoreFree = "actormlops.store.free";
        public const string StreamBatches = "actormlops.stream.batches";
        public const string RequestsRefused = "actormlops.requests.refused";
        public const string AlertsOpen = "actormlops.alert.open";
        public const string AlertChanges = "actormlops.alert.changes";
        public const string AlertDeliveries = "actormlops.alert.deliveries";
        public const string AlertUndelivered = "actormlops.alert.undelivered";
        public const string AlertOldest = "actormlops.alert.oldest";
    }

    public static class Tags
    {
        public const string Model = "model";
        public const string Version = "version";
        public const string Variant = "variant";
        public const string Outcome = "outcome";
        public const string Severity = "severity";
        public const string Kind = "kind";
        public const string Change = "change";
        public const string Sink = "sink";
    }
}
