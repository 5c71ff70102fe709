using System.Text.Json.Serialization;

namespace ActorMlOps.Rollout;

[GenerateSerializer, Alias("actormlops.RolloutKind"), JsonConverter(typeof(JsonStringEnumConverter<RolloutKind>))]
public enum RolloutKind : byte
{
    [JsonStringEnumMemberName("shadow")] Shadow = 0,
    [JsonStringEnumMemberName("canary")] Canary = 1,
    [JsonStringEnumMemberName("blueGreen")] BlueGreen = 2,
}
