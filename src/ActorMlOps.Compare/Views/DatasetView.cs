namespace ActorMlOps.Compare.Views;

/// <summary>Drifted if at least <paramref name="Threshold"/> of the features are.</summary>
/// <param name="Drifted">The verdict; false where there is none.</param>
/// <param name="DriftedShare">0 to 1; null: there is nothing to compare.</param>
/// <param name="Threshold">Above 0, at most 1.</param>
public sealed record DatasetView(bool Drifted, double? DriftedShare, double Threshold);
