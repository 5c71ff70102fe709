using System.Text.Json.Serialization;

namespace ActorMlOps.Monitoring.Alerts;

[GenerateSerializer, Alias("actormlops.AlertPhase"), JsonConverter(typeof(JsonStringEnumConverter<AlertPhase>))]
public enum AlertPhase : byte
{
    [JsonStringEnumMemberName("open")] Open = 0,

    /// <summary>Somebody looks after it; what it is about still holds.</summary>
    [JsonStringEnumMemberName("acknowledged")] Acknowledged = 1,
    [JsonStringEnumMemberName("closed")] Closed = 2,
}
