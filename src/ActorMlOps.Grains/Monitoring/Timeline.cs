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

    /// <summary>Adds a cell to coarser ones, in whatever order they come; merged into the one that the grid allows, if there is one.</summary>
    /// <param name="hopSeconds">Width of the cells.</param>
    /// <param name="byBlock">Whether blocks of rows are kept apart.</param>
    public static void Add<T>(List<WindowCell<T>> cells, WindowCell<T> cell, int hopSeconds, bool byBlock, Func<T, T, T> merge)
    {
        var width = Math.Max(hopSeconds, cell.HopSeconds);
        for (var i = cells.Count - 1; i >= 0; i--)
        {
            if (cells[i].HopSeconds == width && SameCell(cells[i], cell, width, byBlock))
            {
                cells[i] = Merge(cells[i], cell, width, merge);
                return;
            }
        }
        cells.Add(cell with { Hop = Start(cell.Hop, width), HopSeconds = width });
    }

    public static bool Overlaps(in TimelineSpan span, WindowRange range) => range is { From: { } from, To: { } to }
        ? span.From < to.ToUnixTimeSeconds() + (to.Millisecond > 0 ? 1 : 0) && span.To > from.ToUnixTimeSeconds()
        : range.Rows > 0 && span.FirstRow < range.FirstRow + range.Rows && span.EndRow > range.FirstRow;

    public static bool Overlaps<T>(WindowCell<T> cell, WindowRange range) => Overlaps(TimelineSpan.Of(cell), range);

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

    private static long Start(long hop, int hopSeconds) => WindowGrid.HopOf(hop, hopSeconds);

    private static WindowCell<T> Merge<T>(WindowCell<T> a, WindowCell<T> b, int hopSeconds, Func<T, T, T> merge) =>
        new(Start(a.Hop, hopSeconds), hopSeconds, Math.Min(a.FirstRow, b.FirstRow), a.Rows + b.Rows, merge(a.Value, b.Value));
}
