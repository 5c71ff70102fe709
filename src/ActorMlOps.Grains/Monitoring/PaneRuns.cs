using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// Pure: which number a row of a pane has. Kept for the rows that windows by count may ask for; as panes of one block share an entry
/// there is about one a block and sender.
/// </summary>
internal static class PaneRuns
{
    public static void Append(List<PaneRun> runs, uint sender, PaneHeader pane, long firstRow)
    {
        if (pane.Rows == 0)
            return;
        var last = runs.FindLastIndex(r => r.Sender == sender);
        if (last >= 0 && runs[last] is var run && InOneBlock(run.FirstRow, firstRow + pane.Rows - 1) && InOneBlock(run.FirstRow, firstRow))
            runs[last] = run with { To = pane.Sequence };
        else
            runs.Add(new(sender, pane.Sequence, pane.Sequence, firstRow));
    }

    /// <summary>
    /// Those with rows that windows by count may still ask for. The rows of a run end where the next one begins, or else in its block.
    /// </summary>
    public static List<PaneRun> Prune(IReadOnlyList<PaneRun> runs, long totalRows)
    {
        var from = totalRows - WindowGrid.RowsByCount - WindowGrid.BlockRows;
        return [.. runs.Where((run, i) => Math.Max(Next(i), run.FirstRow + WindowGrid.BlockRows) > from)];

        long Next(int i) => i + 1 < runs.Count ? runs[i + 1].FirstRow : totalRows;
    }

    public static long? Find(IEnumerable<PaneRun> runs, PanePlace place)
    {
        foreach (var run in runs)
        {
            if (run.Sender == place.Sender && run.From <= place.Pane && place.Pane <= run.To)
                return run.From == run.To ? run.FirstRow + place.Row : run.FirstRow;
        }
        return null;
    }

    private static bool InOneBlock(long a, long b) => a / WindowGrid.BlockRows == b / WindowGrid.BlockRows;
}
