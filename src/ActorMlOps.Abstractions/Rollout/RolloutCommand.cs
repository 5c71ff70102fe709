using System.Text.Json.Serialization;

namespace ActorMlOps.Rollout;

/// <summary>What an operator may tell a rollout.</summary>
[GenerateSerializer, Alias("actormlops.RolloutCommand"), JsonConverter(typeof(JsonStringEnumConverter<RolloutCommand>))]
public enum RolloutCommand : byte
{
    /// <summary>Canary: on to the next step (after the last one: promote). Blue-green: flip.</summary>
    [JsonStringEnumMemberName("approve")] Approve = 0,

    /// <summary>The candidate becomes stable and gets everything.</summary>
    [JsonStringEnumMemberName("promote")] Promote = 1,

    /// <summary>Everything back to the version that was stable; the candidate is marked as rolled back.</summary>
    [JsonStringEnumMemberName("rollback")] Rollback = 2,
    [JsonStringEnumMemberName("pause")] Pause = 3,
    [JsonStringEnumMemberName("resume")] Resume = 4,

    /// <summary>As a roll-back, without a verdict on the candidate.</summary>
    [JsonStringEnumMemberName("abort")] Abort = 5,
}
