namespace ActorMlOps.Compare.Settings;

/// <summary>Columns that are no features.</summary>
/// <param name="LabelColumn">The truth.</param>
/// <param name="PredictionColumn">What a model said.</param>
/// <param name="ScoreColumn">How sure it was.</param>
/// <param name="Ignore">Left out.</param>
public sealed record ReferenceConfig(
    string? LabelColumn = null, string? PredictionColumn = null, string? ScoreColumn = null, string[]? Ignore = null);
