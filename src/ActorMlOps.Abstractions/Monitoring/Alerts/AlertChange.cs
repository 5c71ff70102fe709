using System.Text.Json.Serialization;

namespace ActorMlOps.Monitoring.Alerts;

/// <summary>What happened to an alert.</summary>
[GenerateSerializer, Alias("actormlops.AlertChange"), JsonConverter(typeof(JsonStringEnumConverter<AlertChange>))]
public enum AlertChange : byte
{
    [JsonStringEnumMemberName("opened")] Opened = 0,

    /// <summary>Its severity rose.</summary>
    [JsonStringEnumMemberName("escalated")] Escalated = 1,
    [JsonStringEnumMemberName("acknowledged")] Acknowledged = 2,
    [JsonStringEnumMemberName("closed")] Closed = 3,
    [JsonStringEnumMemberName("test")] Test = 4,
}
