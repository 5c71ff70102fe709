using System.Text.Json.Serialization;

namespace ActorMlOps.Registry;

/// <summary>What a model's answer is, and so which performance metrics it has.</summary>
[GenerateSerializer, Alias("actormlops.TaskKind"), JsonConverter(typeof(JsonStringEnumConverter<TaskKind>))]
public enum TaskKind : byte
{
    [JsonStringEnumMemberName("none")] None = 0,
    [JsonStringEnumMemberName("binary")] Binary = 1,
    [JsonStringEnumMemberName("multiclass")] Multiclass = 2,
    [JsonStringEnumMemberName("regression")] Regression = 3,
}
