using System.Text.Json.Serialization;

namespace ActorMlOps.Rollout;

[GenerateSerializer, Alias("actormlops.RolloutPhase"), JsonConverter(typeof(JsonStringEnumConverter<RolloutPhase>))]
public enum RolloutPhase : byte
{
    /// <summary>Traffic is as the step says.</summary>
    [JsonStringEnumMemberName("running")] Running = 0,

    /// <summary>The candidate's weight is 0 until it is resumed.</summary>
    [JsonStringEnumMemberName("paused")] Paused = 1,
    [JsonStringEnumMemberName("promoted")] Promoted = 2,
    [JsonStringEnumMemberName("rolledBack")] RolledBack = 3,
    [JsonStringEnumMemberName("aborted")] Aborted = 4,
}
