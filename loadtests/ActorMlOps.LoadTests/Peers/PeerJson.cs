using System.Text.Json.Serialization;

namespace ActorMlOps.LoadTests.Peers;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PeerRequest))]
[JsonSerializable(typeof(PeerResponse))]
internal sealed partial class PeerJson : JsonSerializerContext;
