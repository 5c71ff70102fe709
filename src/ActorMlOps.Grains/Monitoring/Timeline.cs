using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// Pure operations on cells in the order of their rows. Neighbours are one cell if they share the hop and the block; with age both grow
/// coarser (<see cref="WindowGrid"/>), so that merging them again loses nothing that a window may ask for.
/// </summary>
internal static class Timeline
{
    /// <summary>Appends a cell, merged into the last one if the grid allows it.</summary>
    public static void Append<T>(List<WindowCell<T>> cells, WindowCell<T> cell, Func<T, T, T> merge)
    {
        if (cells.Count > 0 && cells[^1] is var last && last.HopSeconds == cell.HopSeconds && SameCell(last, cell, WindowGrid.HopSeconds, byBlock: true))
            cells[^1] = Merge(last, cell, last.HopSeconds, merge);
        else
            cells.Add(cell);
    }

    /// <summary>Cells as coarse as their age allows. The sum over all of them stays the same.</summary>
    public static List<WindowCell<T>> Compact<T>(IReadOnlyList<WindowCell<T>> cells, DateTimeOffset now, long totalRows, Func<T, T, T> merge)
    {
        var compact = new List<WindowCell<T>>(cells.Count);
        foreach (var cell in cells)
        {
            var hopSeconds = Math.Max(cell.HopSeconds, WindowGrid.HopSecondsAt(now - End(cell)));
            var byBlock = totalRows - cell.FirstRow <= WindowGrid.RowsByCount;
            if (compact.Count > 0 && compact[^1] is var last && last.HopSeconds <= hopSeconds && SameCell(last, cell, hopSeconds, byBlock))
                compact[^1] = Merge(last, cell, hopSeconds, merge);
            else
                compact.Add(cell with { Hop = Start(cell.Hop, hopSeconds), HopSeconds = hopSeconds });
        }
        return compact;
    }

    public static bool Overlaps<T>(WindowCell<T> cell, WindowRange range) => range is { From: { } from, To: { } to }
        ? cell.Hop < to.ToUnixTimeSeconds() + (to.Millisecond > 0 ? 1 : 0) && cell.Hop + cell.HopSeconds > from.ToUnixTimeSeconds()
        : range.Rows > 0 && cell.FirstRow < range.FirstRow + range.Rows && cell.FirstRow + cell.Rows > range.FirstRow;

    public static WindowInfo Describe<T>(IReadOnlyCollection<WindowCell<T>> cells) => cells.Count == 0
        ? new(null, null, 0, null)
        : new(
            DateTimeOffset.FromUnixTimeSeconds(cells.Min(c => c.Hop)),
            cells.Max(End),
            cells.Sum(c => c.Rows),
            cells.Min(c => c.FirstRow));

    public static DateTimeOffset End<T>(WindowCell<T> cell) => DateTimeOffset.FromUnixTimeSeconds(cell.Hop + cell.HopSeconds);

    private static bool SameCell<T>(WindowCell<T> a, WindowCell<T> b, int hopSeconds, bool byBlock) =>
        Start(a.Hop, hopSeconds) == Start(b.Hop, hopSeconds)
        && (!byBlock || a.FirstRow / WindowGrid.BlockRows == (b.FirstRow + b.Rows - 1) / WindowGrid.BlockRows);

    private static long Start(long hop, int hopSeconds) => hop - (hop % hopSeconds);

    private static WindowCell<T> Merge<T>(WindowCell<T> a, WindowCell<T> b, int hopSeconds, Func<T, T, T> merge) =>
        new(Start(a.Hop, hopSeconds), hopSeconds, Math.Min(a.FirstRow, b.FirstRow), a.Rows + b.Rows, merge(a.Value, b.Value));
}
