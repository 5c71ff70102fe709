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
            Cells = [.. _cells.SelectMany(v => v.Value.Save(ordinal[v.Key]))],
            NewestRows = [.. versions.Select(v => _cells.TryGetValue(v, out var cells) ? cells.NewestRow : -1)],
            BlocksFrom = [.. versions.Select(v => _cells.TryGetValue(v, out var cells) ? cells.BlocksFrom : 0)],
            Grid = _grid,
            Unplaced = [.. _unplaced.Values],
            Unmatched = Unmatched,
        };
    }

    /// <summary>Into an empty book that has learnt the versions; what belongs to others (retired ones) is left behind.</summary>
    public void Load(LabelBookState state)
    {
        _sequences = new(state.Sequences);
        var waiting = new List<(UInt128 Id, long At)>();
        foreach (var (id, mark) in state.Labels)
        {
            Keep(id, mark);
            if (!mark.Joined)
                waiting.Add((id, mark.At));
        }
        foreach (var (id, at) in waiting.OrderBy(w => w.At).ThenBy(w => w.Id))
            Await(id, at);
        Unmatched = state.Unmatched;
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
        foreach (var receipted in state.Unplaced)
            _unplaced[receipted.Entry.Id] = receipted;
        _grid = state.Grid;
        for (var v = 0; v < state.Versions.Length; v++)
        {
            if (_specs.TryGetValue(state.Versions[v], out var spec))
                _cells[state.Versions[v]] = new(state.NewestRows[v], state.BlocksFrom[v], state.Cells.Where(c => c.Version == v), spec.Output);
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
