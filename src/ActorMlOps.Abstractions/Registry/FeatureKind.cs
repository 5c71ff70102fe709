using System.Text.Json.Serialization;

namespace ActorMlOps.Registry;

[GenerateSerializer, Alias("actormlops.FeatureKind"), JsonConverter(typeof(JsonStringEnumConverter<FeatureKind>))]
public enum FeatureKind : byte
{
    [JsonStringEnumMemberName("numeric")] Numeric = 0,
    [JsonStringEnumMemberName("categorical")] Categorical = 1,
}
