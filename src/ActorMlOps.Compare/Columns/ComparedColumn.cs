using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Compare.Columns;

/// <summary>A column of both files.</summary>
/// <param name="Name">Its name in both.</param>
/// <param name="Role">Where it stands in the report.</param>
/// <param name="Type">What its values are.</param>
/// <param name="Kind">How they are counted: numbers may be declared categories.</param>
public sealed record ComparedColumn(string Name, ColumnRole Role, ColumnType Type, ColumnKind Kind);
