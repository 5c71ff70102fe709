using System.Text.Json.Serialization;

namespace ActorMlOps.Registry;

/// <summary>What the values of a user's metric are.</summary>
[GenerateSerializer, Alias("actormlops.CustomMetricKind"), JsonConverter(typeof(JsonStringEnumConverter<CustomMetricKind>))]
public enum CustomMetricKind : byte
{
    /// <summary>0 or 1: the metric is the share of ones, such as a click-through rate.</summary>
    [JsonStringEnumMemberName("ratio")] Ratio = 0,

    /// <summary>Any number: the metric is the mean, such as revenue.</summary>
    [JsonStringEnumMemberName("value")] Value = 1,
}
