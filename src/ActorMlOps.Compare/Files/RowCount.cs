using ActorMlOps.Tables;

namespace ActorMlOps.Compare.Files;

/// <summary>How many rows of a file were read, and how many could not be.</summary>
internal sealed class RowCount
{
    public long Read { get; private set; }

    public long Bad { get; private set; }

    /// <summary>What is wrong with the first that could not be read.</summary>
    public string? FirstBad { get; private set; }

    public void Add(TableChunk chunk)
    {
        Read += chunk.Table.Rows - chunk.BadRows.Count;
        Bad += chunk.BadRows.Count;
        if (chunk.BadRows.Count > 0)
            FirstBad ??= chunk.BadRows.MinBy(row => row.Key).Value;
    }
}
