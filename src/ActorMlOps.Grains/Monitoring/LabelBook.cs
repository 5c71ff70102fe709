using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// Pure: one partition's predictions, labels, and the cells that joining them fills. Applying the same rows in the same order gives the same
/// book. A label, feedback or metric counts in the cell of its prediction, whenever it comes; a corrected one is taken away and counted anew.
/// </summary>
/// <remarks>
/// A label counts for every version that predicted the row, shadows as well. Feedback and metrics are answers to what a caller got: a shadow's
/// prediction has none.
/// </remarks>
internal sealed partial class LabelBook
{
    /// <summary>Most characters of a label or of feedback.</summary>
    public const int MaxLabel = 200;

    /// <summary>Most different values of feedback.</summary>
    public const int MaxFeedback = 64;

    /// <summary>Clocks of silos differ: a label is remembered for a little longer than one for its prediction is taken, or it could count twice.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromHours(1);

    private readonly Dictionary<string, VersionSpec> _specs = [];
    private readonly Dictionary<UInt128, LedgerRecord> _predictions = [];
    private readonly Queue<UInt128> _order = new();
    private readonly Dictionary<UInt128, LabelMark> _labels = [];
    private readonly HashSet<string> _feedback = [];
    private readonly Dictionary<string, LabelCells> _cells = [];
    private readonly TextPool _texts = new();
    private LabelGrid _grid = LabelGrid.Start;

    /// <summary>Predictions kept; the oldest go first.</summary>
    private int _capacity;
    private TimeSpan _horizon = TimeSpan.Zero;

    public bool Knows(string version) => _specs.ContainsKey(version);

    /// <summary>Entries of a version without a specification (it was retired) are passed over.</summary>
    public void Learn(VersionSpec spec)
    {
        _specs[spec.Key.Version] = spec;
        var rules = spec.LabelRules;
        _capacity = Math.Max(_capacity, (rules.Ledger + spec.LabelPartitions - 1) / spec.LabelPartitions);
        _horizon = rules.Horizon > _horizon ? rules.Horizon : _horizon;
        foreach (var metric in spec.CustomMetrics)
            _texts.Shared(metric.Name);
    }

    public void Apply(LedgerDelta delta)
    {
        if (delta.Sequence <= Sequence(delta.SiloInstance))
            return;
        Heard(delta.SiloInstance, delta.Sequence);
        if (!_specs.ContainsKey(delta.Version))
            return;
        foreach (var entry in delta.Entries)
            Track(new(delta.Version, entry, null));
    }

    /// <param name="at">When the line was written, Unix seconds.</param>
    public (LabelVerdict Verdict, string? Reason) Apply(LabelLine line, long at)
    {
        if (TextObjection(line) is { } unreadable)
            return (LabelVerdict.Rejected, unreadable);
        if (line.Prediction is { } receipted)
        {
            if (!_specs.TryGetValue(receipted.Version, out var spec))
                return (LabelVerdict.Rejected, $"Version '{receipted.Version}' was retired.");
            if (LabelHorizon.Objection(spec, receipted.Entry.Hop, at) is { } late)
                return (LabelVerdict.BeyondHorizon, late);
            if (Objection(spec, line) is { } error)
                return (LabelVerdict.Rejected, error);
            if (Join(receipted) && _labels[line.Id].With(line).SaysTheSameAs(_labels[line.Id]))
                return (LabelVerdict.Accepted, null);
        }
        var known = _labels.TryGetValue(line.Id, out var before);
        var after = (known ? before : new(null, false, at)).With(line);
        if (known && after.SaysTheSameAs(before))
            return (LabelVerdict.Duplicate, null);
        if (!_predictions.TryGetValue(line.Id, out var records))
        {
            if (before.Joined)
                return (LabelVerdict.Rejected, "The prediction has left the ledger: its label can only be corrected by its receipt.");
            Keep(line.Id, after);
            if (!known)
                Await(line.Id, at);
            return (LabelVerdict.Pending, null);
        }
        var answer = Find(records, line.Prediction?.Version) ?? Answering(records);
        var named = answer ?? records;
        if (LabelHorizon.Objection(_specs[named.Version], named.Entry.Hop, at) is { } tooLate)
            return (LabelVerdict.BeyondHorizon, tooLate);
        for (var r = records; r is not null; r = r.Next)
        {
            if (Objection(_specs[r.Version], ReferenceEquals(r, answer) ? line : line with { Metrics = null }) is { } error)
                return (LabelVerdict.Rejected, error);
        }
        Recount(records, before, after);
        // One that waited, because it was none of the task's labels, waits no longer.
        if (known && !before.Joined)
            Pending--;
        Keep(line.Id, answer is null
            ? after with { Joined = true, Counted = null, Row = 0 }
            : after with { Joined = true, Counted = answer.Version, Row = answer.Entry.Row });
        return (known && after.Corrects(before) ? LabelVerdict.Corrected : LabelVerdict.Accepted, null);
    }

    /// <summary>Cells of a version that a window touches, with the start of each.</summary>
    public IEnumerable<(long Hop, LabelCell Cell)> Cells(string version, WindowRange range) =>
        _cells.TryGetValue(version, out var cells) ? cells.Of(range, _grid) : [];

    /// <summary>Number of cells that are kept.</summary>
    public int CellCount => _cells.Values.Sum(c => c.Count);

    public OutputSpec? Output(string version) => _specs.GetValueOrDefault(version)?.Output;

    /// <summary>Forgets labels and cells that are past their time, and makes the others as coarse as their age allows.</summary>
    public void Expire(DateTimeOffset now)
    {
        LetGo(now.ToUnixTimeSeconds());
        var labelsFrom = (now - _horizon - ClockTolerance).ToUnixTimeSeconds();
        foreach (var (id, _) in _labels.Where(l => l.Value.At < labelsFrom).ToList())
            Forget(id);
        _feedback.Clear();
        foreach (var mark in _labels.Values)
            Note(mark);
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
            while (_order.Count > _capacity)
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
        if (!CountAnew(record, others, mark))
            return;
        if (!mark.Joined)
            Pending--;
        _labels[id] = record.Entry.Role == VariantRole.Shadow
            ? mark with { Joined = true }
            : mark with { Joined = true, Counted = record.Version, Row = record.Entry.Row };
    }

    private void Keep(UInt128 id, in LabelMark mark)
    {
        _labels[id] = Pooled(mark);
        Note(mark);
    }

    private LabelMark Pooled(in LabelMark mark)
    {
        var extras = mark.Extras;
        for (var i = 0; i < extras?.Metrics.Length; i++)
            extras.Metrics[i] = extras.Metrics[i] with { Name = _texts.Shared(extras.Metrics[i].Name)! };
        return mark with { Label = _texts.Shared(mark.Label), Counted = _texts.Shared(mark.Counted) };
    }

    private void Note(in LabelMark mark)
    {
        if (mark.Extras?.Feedback is { } feedback)
            _feedback.Add(feedback);
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
}
