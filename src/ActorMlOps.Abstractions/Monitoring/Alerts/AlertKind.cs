using System.Text.Json.Serialization;

namespace ActorMlOps.Monitoring.Alerts;

/// <summary>What an alert is about.</summary>
[GenerateSerializer, Alias("actormlops.AlertKind"), JsonConverter(typeof(JsonStringEnumConverter<AlertKind>))]
public enum AlertKind : byte
{
    [JsonStringEnumMemberName("drift")] Drift = 0,
    [JsonStringEnumMemberName("quality")] Quality = 1,
    [JsonStringEnumMemberName("performance")] Performance = 2,
    [JsonStringEnumMemberName("fairness")] Fairness = 3,
    [JsonStringEnumMemberName("anomaly")] Anomaly = 4,
    [JsonStringEnumMemberName("rollout")] Rollout = 5,
    [JsonStringEnumMemberName("security")] Security = 6,
    [JsonStringEnumMemberName("resource")] Resource = 7,

    /// <summary>Sent by <c>POST /api/alerts/test</c>; never listed.</summary>
    [JsonStringEnumMemberName("test")] Test = 8,
}
