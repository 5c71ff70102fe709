using System.Text.Json.Serialization;

namespace ActorMlOps.Monitoring.Alerts;

/// <summary>What a detector's promise about false alarms rests on.</summary>
[GenerateSerializer, Alias("actormlops.AlertGuarantee"), JsonConverter(typeof(JsonStringEnumConverter<AlertGuarantee>))]
public enum AlertGuarantee : byte
{
    /// <summary>The reference has no time order: how rows depend on each other could not be measured.</summary>
    [JsonStringEnumMemberName("unverified")] Unverified = 0,

    /// <summary>Rows depend on each other; the measured design effect is allowed for.</summary>
    [JsonStringEnumMemberName("calibrated")] Calibrated = 1,

    /// <summary>Rows behave as independent: the bound holds as proved.</summary>
    [JsonStringEnumMemberName("guaranteed")] Guaranteed = 2,
}
