using System.Text.Json;

namespace ActorMlOps.Compare.Settings;

/// <summary>A column that is compared.</summary>
/// <param name="Name">Its name in both files.</param>
/// <param name="Kind"><c>numeric</c> or <c>categorical</c>; null: as its values suggest.</param>
/// <param name="Input">Of a model: read over.</param>
/// <param name="Column">Of a model: read over.</param>
public sealed record FeatureConfig(string Name, string? Kind = null, JsonElement? Input = null, JsonElement? Column = null);
