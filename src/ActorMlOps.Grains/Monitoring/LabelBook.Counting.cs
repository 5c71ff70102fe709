using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>What predictions and labels that have met add to the cells, or take from them.</summary>
internal sealed partial class LabelBook
{
    /// <summary>Counts what there is for a prediction that has just come; false: nothing of it means anything to the version.</summary>
    private bool CountAnew(LedgerRecord record, LedgerRecord? others, in LabelMark mark)
    {
        var counts = false;
        if (mark.Label is { } label && TaskCounters.Parse(_specs[record.Version].Output, label).Actual is { } actual)
        {
            Count(record, actual, add: true);
            for (var r = others; r is not null; r = r.Next)
                Pair(record, r, label, 1);
            counts = true;
        }
        if (mark.Extras is null || record.Entry.Role == VariantRole.Shadow)
            return counts;
        Cell(record)?.Count(_specs[record.Version], record.Entry, null, mark.Extras);
        return true;
    }

    /// <summary>From what was counted for a prediction of the ledger to what is to be counted.</summary>
    private void Recount(LedgerRecord records, in LabelMark before, in LabelMark after)
    {
        if (before.Label != after.Label)
        {
            if (before.Label is { } old)
                CountAll(records, old, add: false);
            CountAll(records, after.Label!, add: true);
        }
        if (ReferenceEquals(before.Extras, after.Extras))
            return;
        for (var r = records; r is not null; r = r.Next)
        {
            if (r.Entry.Role != VariantRole.Shadow)
                Cell(r)?.Count(_specs[r.Version], r.Entry, before.Extras, after.Extras);
        }
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
        _touched.Add(record.Version);
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

    private readonly HashSet<string> _touched = [];

    /// <summary>Versions whose labelled rows have changed since it was asked for; after a start those of the log, too.</summary>
    public string[] TakeTouched()
    {
        string[] versions = [.. _touched];
        _touched.Clear();
        return versions;
    }

    public void Touch(string[] versions) => _touched.UnionWith(versions);
}
