using System.Text.Json.Serialization;

namespace ActorMlOps.Registry;

/// <summary>What computes a version.</summary>
[GenerateSerializer, Alias("actormlops.EngineProvider"), JsonConverter(typeof(JsonStringEnumConverter<EngineProvider>))]
public enum EngineProvider : byte
{
    /// <summary>The processor: always there.</summary>
    [JsonStringEnumMemberName("cpu")] Cpu = 0,

    /// <summary>The first NVIDIA GPU; needs a silo that was built for it.</summary>
    [JsonStringEnumMemberName("cuda")] Cuda = 1,
}
