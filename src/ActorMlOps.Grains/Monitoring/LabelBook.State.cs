using System.Runtime.InteropServices;
using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

internal sealed partial class LabelBook
{
    public LabelBookState Save(long nextLog)
    {
        string[] versions = [.. _specs.Keys.Order(StringComparer.Ordinal)];
        var ordinal = versions.Select((v, i) => (v, i)).ToDictionary(x => x.v, x => x.i);
        var texts = new Dictionary<string, int>(StringComparer.Ordinal);
        var packed = PackLabels(texts);
        return new()
        {
            NextLog = nextLog,
            Versions = versions,
            PackedPredictions = PackPredictions(ordinal),
            PackedLabels = packed,
            Texts = [.. texts.Keys],
            Extras = _labels.Where(l => l.Value.Extras is not null).ToDictionary(l => l.Key, l => l.Value.Extras!),
            Sequences = _heard.ToDictionary(h => h.Sender, h => h.Sequence),
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
        foreach (var (sender, sequence) in state.Sequences)
            Heard(sender, sequence);
        var waiting = new List<(UInt128 Id, long At)>();
        foreach (var (id, mark) in LabelsOf(state))
        {
            Keep(id, mark);
            if (!mark.Joined)
                waiting.Add((id, mark.At));
        }
        foreach (var (id, at) in waiting.OrderBy(w => w.At).ThenBy(w => w.Id))
            Await(id, at);
        Unmatched = state.Unmatched;
        foreach (var (entry, ordinal) in PredictionsOf(state))
        {
            var version = state.Versions[ordinal];
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

    /// <summary>About as many bytes as a stored book takes.</summary>
    public static long Weight(LabelBookState state) =>
        state.PackedPredictions.Length + (state.Predictions.Length * 72L) + state.PackedLabels.Length + (state.Labels.Count * 56L)
        + (state.Unplaced.Length * 96L);

    private byte[] PackPredictions(Dictionary<string, int> ordinal)
    {
        var packed = new List<PackedPrediction>(_order.Count);
        foreach (var id in _order)
        {
            var from = packed.Count;
            for (LedgerRecord? record = _predictions[id]; record is not null; record = record.Next)
                packed.Add(new(record.Entry, ordinal[record.Version]));
            // Newest first in memory, oldest first on disk, so that loading builds the same chain.
            packed.Reverse(from, packed.Count - from);
        }
        return MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(packed)).ToArray();
    }

    private byte[] PackLabels(Dictionary<string, int> texts)
    {
        var packed = new PackedLabel[_labels.Count];
        var at = 0;
        foreach (var (id, mark) in _labels)
            packed[at++] = new(id, mark, Index(mark.Label), Index(mark.Counted));
        return MemoryMarshal.AsBytes<PackedLabel>(packed).ToArray();

        int Index(string? text)
        {
            if (text is null)
                return -1;
            if (!texts.TryGetValue(text, out var index))
                texts[text] = index = texts.Count;
            return index;
        }
    }

    private static IEnumerable<(LedgerEntry Entry, int Version)> PredictionsOf(LabelBookState state)
    {
        var packed = MemoryMarshal.Cast<byte, PackedPrediction>(state.PackedPredictions).ToArray();
        return state.Predictions.Select((entry, i) => (entry, state.PredictionVersions[i])).Concat(packed.Select(p => (p.Entry, p.Version)));
    }

    private static IEnumerable<(UInt128 Id, LabelMark Mark)> LabelsOf(LabelBookState state)
    {
        var packed = MemoryMarshal.Cast<byte, PackedLabel>(state.PackedLabels).ToArray();
        return state.Labels.Select(l => (l.Key, l.Value))
            .Concat(packed.Select(p => (p.Id, p.Mark(state.Texts, state.Extras.GetValueOrDefault(p.Id)))));
    }
}
