using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// Pure: one partition's predictions, labels, and the performance cells that joining them fills. Applying the same rows in the same order
/// gives the same book. A label counts in the cell of its prediction, whenever it comes; a corrected one is taken away and counted anew.
/// </summary>
/// <param name="capacity">Predictions kept; the oldest go first.</param>
internal sealed partial class LabelBook(int capacity)
{
    /// <summary>Most characters of a label.</summary>
    public const int MaxLabel = 200;

    private readonly Dictionary<string, VersionSpec> _specs = [];
    private readonly Dictionary<UInt128, LedgerRecord> _predictions = [];
    private readonly Queue<UInt128> _order = new();
    private readonly Dictionary<UInt128, LabelMark> _labels = [];
    private readonly Dictionary<string, LabelCells> _cells = [];
    private LabelGrid _grid = LabelGrid.Start;
    private Dictionary<Guid, long> _sequences = [];

    /// <summary>Labels whose prediction has not been seen.</summary>
    public long Pending { get; private set; }

    public bool Knows(string version) => _specs.ContainsKey(version);

    /// <summary>Entries of a version without a specification (it was retired) are passed over.</summary>
    public void Learn(VersionSpec spec) => _specs[spec.Key.Version] = spec;

    public long Sequence(Guid sender) => _sequences.GetValueOrDefault(sender);

    public void Apply(LedgerDelta delta)
    {
        if (delta.Sequence <= Sequence(delta.SiloInstance))
            return;
        _sequences[delta.SiloInstance] = delta.Sequence;
        if (!_specs.ContainsKey(delta.Version))
            return;
        foreach (var entry in delta.Entries)
            Track(new(delta.Version, entry, null));
    }

    public (LabelVerdict Verdict, string? Reason) Apply(LabelLine line, long at)
    {
        if (line.Label is not { Length: > 0 and <= MaxLabel })
            return (LabelVerdict.Rejected, $"A label must have 1 to {MaxLabel} characters.");
        if (line.Prediction is { } receipted)
        {
            if (!_specs.TryGetValue(receipted.Version, out var spec))
                return (LabelVerdict.Rejected, $"Version '{receipted.Version}' was retired.");
            if (TaskCounters.Parse(spec.Output, line.Label).Error is { } error)
                return (LabelVerdict.Rejected, error);
            if (Join(receipted) && _labels[line.Id].Label == line.Label)
                return (LabelVerdict.Accepted, null);
        }
        var known = _labels.TryGetValue(line.Id, out var mark);
        if (known && mark.Label == line.Label)
            return (LabelVerdict.Duplicate, null);
        if (!_predictions.TryGetValue(line.Id, out var records))
        {
            if (mark.Joined)
                return (LabelVerdict.Rejected, "The prediction has left the ledger: its label can only be corrected by its receipt.");
            _labels[line.Id] = new(line.Label, false, known ? mark.At : at);
            if (!known)
                Pending++;
            return (LabelVerdict.Pending, null);
        }
        for (var r = records; r is not null; r = r.Next)
        {
            if (TaskCounters.Parse(_specs[r.Version].Output, line.Label).Error is { } error)
                return (LabelVerdict.Rejected, error);
        }
        if (known)
            CountAll(records, mark.Label, add: false);
        CountAll(records, line.Label, add: true);
        // One that waited, because it was none of the task's labels, waits no longer.
        if (known && !mark.Joined)
            Pending--;
        _labels[line.Id] = (Find(records, line.Prediction?.Version) ?? Answering(records)) is { } answer
            ? new(line.Label, true, known ? mark.At : at, answer.Version, answer.Entry.Row)
            : new(line.Label, true, known ? mark.At : at);
        return (known ? LabelVerdict.Corrected : LabelVerdict.Accepted, null);
    }

    /// <summary>Cells of a version that a window touches, with the start of each.</summary>
    public IEnumerable<(long Hop, LabelCell Cell)> Cells(string version, WindowRange range) =>
        _cells.TryGetValue(version, out var cells) ? cells.Of(range, _grid) : [];

    /// <summary>Number of cells that are kept.</summary>
    public int CellCount => _cells.Values.Sum(c => c.Count);

    public OutputSpec? Output(string version) => _specs.GetValueOrDefault(version)?.Output;

    /// <summary>Forgets labels and cells that are past their time, and makes the others as coarse as their age allows.</summary>
    public void Expire(DateTimeOffset now, TimeSpan labelHorizon)
    {
        var labelsFrom = (now - labelHorizon).ToUnixTimeSeconds();
        foreach (var (id, mark) in _labels.Where(l => l.Value.At < labelsFrom).ToList())
        {
            _labels.Remove(id);
            _unplaced.Remove(id);
            if (!mark.Joined)
                Pending--;
        }
        _grid = _grid.At(now);
        foreach (var (version, cells) in _cells)
            cells.Compact(_grid, _specs[version].Output);
    }

    private void Track(LedgerRecord record)
    {
        var id = record.Entry.Id;
        if (_unplaced.TryGetValue(id, out var unplaced) && unplaced.Version == record.Version)
            _unplaced.Remove(id);
        var others = _predictions.GetValueOrDefault(id);
        // An id that is used twice for one version names the first prediction.
        if (Find(others, record.Version) is not null)
            return;
        if (others is null)
        {
            _order.Enqueue(id);
            if (_order.Count > capacity)
                _predictions.Remove(_order.Dequeue());
        }
        if (!_labels.TryGetValue(id, out var mark))
        {
            _predictions[id] = record with { Next = others };
            return;
        }
        if (mark.Counted == record.Version)
        {
            // It had left the ledger: what was counted then must be found again when the label is corrected.
            _predictions[id] = record with { Entry = record.Entry with { Row = mark.Row }, Next = others };
            return;
        }
        _predictions[id] = record with { Next = others };
        if (TaskCounters.Parse(_specs[record.Version].Output, mark.Label).Actual is not { } actual)
            return;
        Count(record, actual, add: true);
        for (var r = others; r is not null; r = r.Next)
            Pair(record, r, mark.Label, 1);
        if (!mark.Joined)
            Pending--;
        _labels[id] = record.Entry.Role == VariantRole.Shadow
            ? mark with { Joined = true }
            : mark with { Joined = true, Counted = record.Version, Row = record.Entry.Row };
    }

    private static LedgerRecord? Find(LedgerRecord? records, string? version)
    {
        for (var r = records; r is not null; r = r.Next)
        {
            if (r.Version == version)
                return r;
        }
        return null;
    }

    /// <summary>The newest prediction that was not a shadow's.</summary>
    private static LedgerRecord? Answering(LedgerRecord? records)
    {
        for (var r = records; r is not null; r = r.Next)
        {
            if (r.Entry.Role != VariantRole.Shadow)
                return r;
        }
        return null;
    }

    private void CountAll(LedgerRecord records, string label, bool add)
    {
        for (var r = records; r is not null; r = r.Next)
        {
            if (TaskCounters.Parse(_specs[r.Version].Output, label).Actual is not { } actual)
                continue;
            Count(r, actual, add);
            for (var other = r.Next; other is not null; other = other.Next)
                Pair(r, other, label, add ? 1 : -1);
        }
    }

    private void Count(LedgerRecord record, double actual, bool add)
    {
        var spec = _specs[record.Version];
        Cell(record)?.Count(spec.Output, record.Entry, actual, spec.Segments.Length, add);
    }

    private void Pair(LedgerRecord a, LedgerRecord b, string label, long count)
    {
        var (first, second) = (_specs[a.Version].Output, _specs[b.Version].Output);
        if (first.Task is TaskKind.Regression or TaskKind.None || second.Task is TaskKind.Regression or TaskKind.None)
            return;
        if (TaskCounters.Parse(first, label).Actual is not { } actualA || TaskCounters.Parse(second, label).Actual is not { } actualB)
            return;
        var (rightA, rightB) = (a.Entry.Predicted == actualA, b.Entry.Predicted == actualB);
        Cell(a)?.Pair(b.Version, rightA, rightB, count);
        Cell(b)?.Pair(a.Version, rightB, rightA, count);
    }

    /// <summary>Null if the prediction is older than any window that is kept.</summary>
    private LabelCell? Cell(LedgerRecord record)
    {
        if (!_cells.TryGetValue(record.Version, out var cells))
            _cells[record.Version] = cells = new();
        return cells.For(record.Entry, _grid);
    }
}
