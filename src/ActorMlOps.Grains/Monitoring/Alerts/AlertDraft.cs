using System.Collections.Immutable;
using ActorMlOps.Grains.Monitoring.Alerts.Rules;
using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts;

/// <summary>One step of <see cref="AlertMachine"/> while it is made.</summary>
internal sealed class AlertDraft(AlertScope scope, AlertBook book, IReadOnlyList<Silence> silences, DateTimeOffset now)
{
    private readonly List<Alert> _open = [.. book.Open];
    private readonly List<Alert> _closed = [];
    private readonly List<AlertNotice> _notices = [];
    private ImmutableDictionary<ConditionKey, AlertCondition> _conditions = book.Conditions;
    private string[]? _rollouts = book.Rollouts;
    private long _lastNumber = book.LastNumber;
    private bool _changed;
    private int _refused;

    public void Observe(AlertSignal signal)
    {
        var key = new ConditionKey(AlertGroup.Of(signal), signal.Source);
        var before = _conditions.GetValueOrDefault(key);
        var after = AlertCondition.Next(before, signal, now);
        if (ReferenceEquals(before, after))
            return;
        if (before is null && _conditions.Count >= AlertBook.MostConditions)
        {
            _refused++;
            return;
        }
        _conditions = after is null ? _conditions.Remove(key) : _conditions.SetItem(key, after);
        _changed = true;
        if (before?.Active is true || after?.Active is true)
            Regroup(key.Group, signal.Evidence.Bounded(), signal);
    }

    public void Acknowledge(string id, string by, string? note)
    {
        var at = _open.FindIndex(a => a.Id == id);
        if (at < 0 || _open[at].State == AlertPhase.Acknowledged)
            return;
        Set(at, _open[at] with { State = AlertPhase.Acknowledged, Acknowledged = new(by, note, now) }, AlertChange.Acknowledged);
        // What can't recover is done with when somebody has seen it.
        var group = AlertGroup.Of(_open[at]);
        foreach (var key in _conditions.Where(c => c.Key.Group == group && c.Value.Once).Select(c => c.Key).ToList())
            _conditions = _conditions.Remove(key);
        Regroup(group, new(Reason: $"Acknowledged by {by}."));
    }

    public void Keep(IReadOnlyDictionary<string, IReadOnlySet<string>> rules)
    {
        foreach (var (key, _) in _conditions)
        {
            if (key.Group.Version is not { } version)
                continue;
            if (!rules.TryGetValue(version, out var sources))
                Drop(key, $"Version '{version}' was retired.");
            else if (AlertRules.IsRule(key.Source) && !sources.Contains(key.Source))
                Drop(key, $"The version has no rule '{AlertRules.TextOf(key.Source)}' any more.");
        }
    }

    public void KeepFleet(IReadOnlySet<string> rules)
    {
        foreach (var (key, _) in _conditions.Where(c => AlertRules.IsRule(c.Key.Source) && !rules.Contains(c.Key.Source)))
            Drop(key, $"The settings have no rule '{AlertRules.TextOf(key.Source)}' any more.");
    }

    public void Remember(IReadOnlyList<string> rollouts)
    {
        if (_rollouts is not null && rollouts.SequenceEqual(_rollouts))
            return;
        _rollouts = [.. rollouts];
        _changed = true;
    }

    /// <summary>What only time changes: what happened long ago closes, what a silence no longer keeps back is told.</summary>
    public void Settle()
    {
        foreach (var (key, condition) in _conditions)
        {
            if (condition.Once && now - condition.Since >= condition.Hold)
                Drop(key, "It was raised long enough ago.");
        }
        for (var at = 0; at < _open.Count; at++)
            Announce(at);
    }

    public AlertStep Finish()
    {
        if (!_changed)
            return new(book, [], _refused);
        var next = book with
        {
            LastNumber = _lastNumber,
            Conditions = _conditions,
            Open = [.. _open],
            Closed = [.. book.Closed.Concat(_closed).TakeLast(AlertBook.MostClosed)],
            LastNotice = book.LastNotice + _notices.Count,
            Rollouts = _rollouts,
        };
        return new(Outbox.Add(next, _notices), _notices, _refused);
    }

    private void Drop(ConditionKey key, string reason)
    {
        _conditions = _conditions.Remove(key);
        _changed = true;
        Regroup(key.Group, new(Reason: reason));
    }

    /// <summary>Brings the alert of a group in line with the group's conditions.</summary>
    /// <param name="evidence">Why they changed.</param>
    /// <param name="signal">What may open the alert; null: nothing can.</param>
    private void Regroup(AlertGroup group, AlertEvidence evidence, AlertSignal? signal = null)
    {
        AlertSeverity? severity = null;
        foreach (var (key, condition) in _conditions)
        {
            if (condition.Active && key.Group == group && !(severity >= condition.Severity))
                severity = condition.Severity;
        }
        var at = _open.FindIndex(a => AlertGroup.Of(a) == group);
        if (severity is not { } greatest)
        {
            if (at >= 0)
                Close(at, evidence);
        }
        else if (at < 0 && signal is not null)
        {
            _open.Add(new(
                new AlertId(scope, ++_lastNumber).ToString(), scope.Model, group.Version, group.Kind, signal.Feature, signal.Metric, greatest,
                AlertPhase.Open, now, evidence, group.DedupKey(scope), 1));
            Announce(_open.Count - 1);
        }
        else if (at >= 0 && greatest > _open[at].Severity)
        {
            // Who acknowledged the lesser thing has not seen this one.
            var alert = _open[at];
            _open[at] = alert with { Severity = greatest, Evidence = evidence, State = AlertPhase.Open, Revision = alert.Revision + 1 };
            Announce(at);
        }
    }

    private void Close(int at, AlertEvidence evidence)
    {
        Set(at, _open[at] with { State = AlertPhase.Closed, ClosedAt = now, Recovery = evidence }, AlertChange.Closed);
        _closed.Add(_open[at]);
        _open.RemoveAt(at);
    }

    /// <summary>An alert that nobody was told of is acknowledged and closed in silence, too.</summary>
    private void Set(int at, Alert alert, AlertChange change)
    {
        _open[at] = alert with { Revision = alert.Revision + 1 };
        _changed = true;
        if (alert.Told is not null)
            Tell(at, change);
    }

    /// <summary>Tells of an open alert what sinks don't know yet, unless a silence keeps it back.</summary>
    private void Announce(int at)
    {
        var alert = _open[at];
        var silence = Silencing(alert);
        if (silence != alert.Silenced)
        {
            _open[at] = alert = alert with { Silenced = silence };
            _changed = true;
        }
        if (silence is null && alert.State == AlertPhase.Open && !(alert.Told >= alert.Severity))
            Tell(at, alert.Told is null ? AlertChange.Opened : AlertChange.Escalated);
    }

    private void Tell(int at, AlertChange change)
    {
        var alert = _open[at] = _open[at] with { Told = _open[at].Severity };
        _notices.Add(new(book.LastNotice + _notices.Count + 1, change, now, alert));
        _changed = true;
    }

    private string? Silencing(Alert alert)
    {
        foreach (var silence in silences)
        {
            if (silence.ExpiresAt > now && silence.Matchers.Matches(alert))
                return silence.Id;
        }
        return null;
    }
}
