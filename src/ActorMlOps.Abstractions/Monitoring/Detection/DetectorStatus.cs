using System.Text.Json.Serialization;

namespace ActorMlOps.Monitoring.Detection;

/// <summary>What a detector is doing.</summary>
[GenerateSerializer, Alias("actormlops.DetectorStatus"), JsonConverter(typeof(JsonStringEnumConverter<DetectorStatus>))]
public enum DetectorStatus : byte
{
    [JsonStringEnumMemberName("watching")] Watching = 0,

    /// <summary>It has alarmed, and holds that until its alert is acknowledged or closed.</summary>
    [JsonStringEnumMemberName("alarm")] Alarm = 1,

    /// <summary>The rows that come become its reference.</summary>
    [JsonStringEnumMemberName("learning")] Learning = 2,

    /// <summary>It can't watch; the reason says why.</summary>
    [JsonStringEnumMemberName("off")] Off = 3,
}
