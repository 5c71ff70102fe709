namespace ActorMlOps.Compare;

/// <summary>How much a column tells the files apart.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Share">0 to 1.</param>
public sealed record ColumnShare(string Column, double Share);
