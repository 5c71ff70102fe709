using System.Text.Json.Serialization;

namespace ActorMlOps.Monitoring;

/// <summary>What a label says.</summary>
[GenerateSerializer, Alias("actormlops.LabelKind"), JsonConverter(typeof(JsonStringEnumConverter<LabelKind>))]
public enum LabelKind : byte
{
    /// <summary>What turned out to be true: it enters performance.</summary>
    [JsonStringEnumMemberName("label")] Label = 0,

    /// <summary>What somebody thought of the answer, such as a thumb up: counted by value, apart from performance.</summary>
    [JsonStringEnumMemberName("feedback")] Feedback = 1,
}
