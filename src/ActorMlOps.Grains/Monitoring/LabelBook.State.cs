namespace ActorMlOps.Grains.Monitoring;

internal sealed partial class LabelBook
{
    public LabelBookState Save(long nextLog)
    {
        string[] versions = [.. _specs.Keys.Order(StringComparer.Ordinal)];
        var ordinal = versions.Select((v, i) => (v, i)).ToDictionary(x => x.v, x => x.i);
        var records = _order.SelectMany(id => Chain(_predictions[id])).ToList();
        return new()
        {
            NextLog = nextLog,
            Versions = versions,
            Predictions = [.. records.Select(r => r.Entry)],
            PredictionVersions = [.. records.Select(r => ordinal[r.Version])],
            Labels = new(_labels),
            Sequences = new(_sequences),
            Cells =
            [
                .. from version in _cells
                   from cell in version.Value
                   select new LabelCellState(
                       ordinal[version.Key],
                       cell.Key.Block,
                       cell.Key.Hop,
                       cell.Value.Groups.ToDictionary(g => g.Key, g => g.Value.Encode()),
                       new(cell.Value.Paired)),
            ],
        };
    }

    /// <summary>Into an empty book that has learnt the versions; what belongs to others (retired ones) is left behind.</summary>
    public void Load(LabelBookState state)
    {
        _sequences = new(state.Sequences);
        foreach (var (id, mark) in state.Labels)
        {
            _labels[id] = mark;
            if (!mark.Joined)
                Pending++;
        }
        for (var i = 0; i < state.Predictions.Length; i++)
        {
            var entry = state.Predictions[i];
            var version = state.Versions[state.PredictionVersions[i]];
            if (!Knows(version))
                continue;
            if (!_predictions.TryGetValue(entry.Id, out var others))
                _order.Enqueue(entry.Id);
            _predictions[entry.Id] = new(version, entry, others);
        }
        foreach (var cell in state.Cells)
        {
            var version = state.Versions[cell.Version];
            if (!_specs.TryGetValue(version, out var spec))
                continue;
            var loaded = new LabelCell();
            foreach (var (group, encoded) in cell.Groups)
                loaded.Groups[group] = new(spec.Output, encoded);
            foreach (var (other, outcomes) in cell.Paired)
                loaded.Paired[other] = outcomes;
            if (!_cells.TryGetValue(version, out var cells))
                _cells[version] = cells = [];
            cells[(cell.Block, cell.Hop)] = loaded;
        }
    }

    private static IEnumerable<LedgerRecord> Chain(LedgerRecord? record)
    {
        // Newest first in memory, oldest first on disk, so that loading builds the same chain.
        var chain = new List<LedgerRecord>();
        for (; record is not null; record = record.Next)
            chain.Add(record);
        chain.Reverse();
        return chain;
    }
}
