using System.Collections.ObjectModel;

namespace ActorMlOps.Tables;

/// <summary>Some rows of a table that is read as it comes.</summary>
/// <param name="Table">The rows, at least one.</param>
/// <param name="BadRows">Those that could not be read, by row of the chunk, with the place and the remedy; their values mean nothing.</param>
public sealed record TableChunk(Table Table, IReadOnlyDictionary<int, string> BadRows)
{
    internal static IReadOnlyDictionary<int, string> NoBadRows => ReadOnlyDictionary<int, string>.Empty;
}
