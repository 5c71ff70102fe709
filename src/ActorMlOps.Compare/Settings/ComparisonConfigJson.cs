using System.Text.Json.Serialization;

namespace ActorMlOps.Compare.Settings;

/// <summary>How a config is read: a misspelt field must not go unnoticed.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 16)]
[JsonSerializable(typeof(ComparisonConfig))]
public sealed partial class ComparisonConfigJson : JsonSerializerContext;
