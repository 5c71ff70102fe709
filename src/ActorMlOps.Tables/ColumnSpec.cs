namespace ActorMlOps.Tables;

/// <summary>A column of a table that is written row by row; any value may be missing.</summary>
public sealed record ColumnSpec(string Name, ColumnKind Kind);
