namespace ActorMlOps.Compare.Views;

/// <summary>The rows that are compared.</summary>
/// <param name="From">Null: a file says nothing of time.</param>
/// <param name="To">Null.</param>
/// <param name="Rows">Rows that could be read.</param>
/// <param name="FirstRow">Null.</param>
/// <param name="File">Its name.</param>
public sealed record WindowView(DateTimeOffset? From, DateTimeOffset? To, long Rows, long? FirstRow, string File);
