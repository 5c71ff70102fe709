namespace ActorMlOps.Compare.Views;

/// <summary>What is compared with.</summary>
/// <param name="Rows">Rows that could be read.</param>
/// <param name="File">Its name.</param>
public sealed record ReferenceView(long Rows, string File);
