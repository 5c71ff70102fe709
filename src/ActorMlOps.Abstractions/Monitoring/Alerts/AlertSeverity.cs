using System.Text.Json.Serialization;

namespace ActorMlOps.Monitoring.Alerts;

/// <summary>In rising order.</summary>
[GenerateSerializer, Alias("actormlops.AlertSeverity"), JsonConverter(typeof(JsonStringEnumConverter<AlertSeverity>))]
public enum AlertSeverity : byte
{
    [JsonStringEnumMemberName("info")] Info = 0,

    /// <summary>Somebody should look in working hours.</summary>
    [JsonStringEnumMemberName("warning")] Warning = 1,

    /// <summary>Somebody should get up.</summary>
    [JsonStringEnumMemberName("page")] Page = 2,
}
