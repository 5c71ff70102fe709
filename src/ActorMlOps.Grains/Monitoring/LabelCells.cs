using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Performance;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Performance cells of one version in one label partition: by hop, and among the newest rows by block of rows.</summary>
internal sealed class LabelCells
{
    /// <summary>Block of rows that are too far back to be asked for by count.</summary>
    private const long NoBlock = -1;

    private Dictionary<(long Block, long Hop), LabelCell> _cells = [];

    public LabelCells()
    {
    }

    public LabelCells(long newestRow, long blocksFrom, IEnumerable<LabelCellState> cells, OutputSpec output)
    {
        (NewestRow, BlocksFrom) = (newestRow, blocksFrom);
        foreach (var state in cells)
        {
            var cell = new LabelCell();
            cell.Cover(state.FirstRow, state.EndRow);
            foreach (var (group, encoded) in state.Groups)
                cell.Groups[group] = new(output, encoded);
            foreach (var (group, encoded) in state.Custom ?? [])
                cell.Custom[group] = CustomCounters.Decode(encoded);
            foreach (var (other, outcomes) in state.Paired)
                cell.Paired[other] = outcomes;
            _cells[(state.Block, state.Hop)] = cell;
        }
    }

    public long NewestRow { get; private set; } = -1;

    public long BlocksFrom { get; private set; }

    public int Count => _cells.Count;

    /// <summary>The cell that a prediction counts in; null if it is too old to be kept.</summary>
    public LabelCell? For(in LedgerEntry entry, LabelGrid grid)
    {
        if (entry.Hop < grid.KeptFrom)
            return null;
        NewestRow = Math.Max(NewestRow, entry.Row);
        var key = (BlockOf(entry.Row), grid.CellOf(entry.Hop));
        if (!_cells.TryGetValue(key, out var cell))
            _cells[key] = cell = new();
        return cell;
    }

    public IEnumerable<(long Hop, LabelCell Cell)> Of(WindowRange range, LabelGrid grid) =>
        from c in _cells
        let first = c.Key.Block == NoBlock ? c.Value.FirstRow : c.Key.Block * WindowGrid.BlockRows
        let end = c.Key.Block == NoBlock ? c.Value.EndRow : first + WindowGrid.BlockRows
        where Timeline.Overlaps(new TimelineSpan(-1, c.Key.Hop, c.Key.Hop + grid.HopSeconds(c.Key.Hop), first, end), range)
        select (c.Key.Hop, c.Value);

    /// <summary>Merges what the grid does not keep apart any more; what it does not keep goes.</summary>
    public void Compact(LabelGrid grid, OutputSpec output)
    {
        var blocksFrom = NewestRow + 1 - WindowGrid.RowsByCount;
        BlocksFrom = Math.Max(BlocksFrom, blocksFrom - (blocksFrom % WindowGrid.BlockRows));
        var compact = new Dictionary<(long Block, long Hop), LabelCell>();
        foreach (var ((block, hop), cell) in _cells.Where(c => c.Key.Hop >= grid.KeptFrom))
        {
            var key = (block == NoBlock ? NoBlock : BlockOf(block * WindowGrid.BlockRows), grid.CellOf(hop));
            if (compact.TryGetValue(key, out var sum))
                sum.Merge(cell, output);
            else
                compact[key] = cell;
        }
        _cells = compact;
    }

    public IEnumerable<LabelCellState> Save(int version) => _cells.Select(c => new LabelCellState(
        version,
        c.Key.Block,
        c.Key.Hop,
        c.Value.Groups.ToDictionary(g => g.Key, g => g.Value.Encode()),
        new(c.Value.Paired),
        c.Value.FirstRow,
        c.Value.EndRow,
        c.Value.Custom.Count == 0 ? null : c.Value.Custom.ToDictionary(g => g.Key, g => g.Value.Encode())));

    private long BlockOf(long row) => row < Math.Max(BlocksFrom, 0) ? NoBlock : row / WindowGrid.BlockRows;
}
