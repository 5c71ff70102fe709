using ActorMlOps.Grains.Monitoring.Alerts.Rules;
using ActorMlOps.Monitoring;
using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;
using Looks = System.Collections.Generic.Dictionary<(string Version, string Source), (ActorMlOps.Monitoring.Alerts.RuleStatus Status, System.DateTimeOffset DueAt)>;

namespace ActorMlOps.Grains.Monitoring.Alerts;

/// <summary>
/// Looks for what nobody signals: rules of versions and of the fleet, rollouts that were rolled back, versions and rules that are no more.
/// </summary>
internal sealed partial class AlertGrain
{
    /// <summary>At the first look older roll-backs are history.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    private readonly Looks _looked = [];
    private Task? _looking;

    public async Task<RuleStatus[]> Rules()
    {
        // Who asks about a model that has just come must not be told that it has no rules.
        if (_looked.Count == 0)
            await (_looking ?? LookAsync(CancellationToken.None));
        return [.. _looked.Values.Select(l => l.Status)];
    }

    /// <summary>One look at a time: reports may take longer than the timer's period.</summary>
    private Task LookAsync(CancellationToken cancellationToken) =>
        _looking is { IsCompleted: false } ? _looking : _looking = LookOnceAsync(cancellationToken);

    private async Task LookOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            var looked = new Looks();
            await StepAsync(Scope.Model is { } model ? await LookAsync(model, looked) : await LookAtFleetAsync(looked));
            // Who sees that a rule fires finds its alert.
            foreach (var (rule, status) in looked)
                _looked[rule] = status;
        }
        catch (Exception e)
        {
            if (!cancellationToken.IsCancellationRequested)
                LogNotEvaluated(e, Scope.ToString());
        }
        finally
        {
            Kick();
        }
    }

    private async Task<IReadOnlyList<AlertInput>> LookAsync(string model, Looks looked)
    {
        var versions = (await GrainFactory.GetGrain<IModelGrain>(model).Get())?.Versions ?? [];
        var rules = versions.ToDictionary(
            v => v.Spec.Key.Version,
            v => (IReadOnlySet<string>)(v.Config.Alerts ?? []).Select(AlertRules.SourceOf).ToHashSet());
        foreach (var gone in _looked.Keys.Where(k => !rules.TryGetValue(k.Version, out var sources) || !sources.Contains(k.Source)).ToList())
            _looked.Remove(gone);
        var signals = new List<AlertSignal>();
        foreach (var version in versions.Where(v => v.Config.Alerts is { Length: > 0 }))
            signals.AddRange(await EvaluateAsync(version, looked));
        var rollouts = await GrainFactory.GetGrain<ITrafficGrain>(model).Rollouts();
        signals.AddRange(Rollbacks.ToRaise(rollouts, _book.Rollouts, clock.GetUtcNow() - Fresh).Select(Rollbacks.Signal));
        // Only known by somebody's question: nobody will ask again, and what is to be told is told.
        if (versions.Length == 0 && _book is { Open.Length: 0, Notices.Length: 0, Conditions.Count: 0 })
            DeactivateOnIdle();
        return
        [
            new AlertInput.Kept(rules),
            new AlertInput.Observed(signals),
            .. rollouts.Length == 0 ? [] : (AlertInput[])[new AlertInput.RolledBack(Rollbacks.Ids(rollouts))],
        ];
    }

    private async Task<IReadOnlyList<AlertInput>> LookAtFleetAsync(Looks looked)
    {
        AlertRuleConfig[] rules = [.. options.Value.EffectiveRules.Select(r => r.Rule)];
        var fleet = await GrainFactory.GetGrain<IFleetGrain>(IFleetGrain.Key).Resources();
        var signals = Array.ConvertAll(
            rules, r => AlertRules.Evaluate(FleetReadings.KindOf(r.Metric), r, FleetReadings.Of(fleet, r.Metric), null, fleet.At));
        foreach (var signal in signals)
            looked[("", signal.Source)] = (StatusOf(signal, fleet.At), fleet.At);
        return [new AlertInput.KeptFleet(signals.Select(s => s.Source).ToHashSet()), new AlertInput.Observed(signals)];
    }

    private async Task<List<AlertSignal>> EvaluateAsync(VersionInfo version, Looks looked)
    {
        var (spec, now) = (version.Spec, clock.GetUtcNow());
        var due = version.Config.Alerts!
            .Where(r => !_looked.TryGetValue((spec.Key.Version, AlertRules.SourceOf(r)), out var last) || last.DueAt <= now)
            .Select(r => (Rule: r, Report: RuleReports.Find(spec, r.Metric)))
            .Where(r => r.Report is not null);
        var signals = new List<AlertSignal>();
        foreach (var group in due.GroupBy(r => (Report: r.Report!, Window: AlertRules.WindowOf(r.Rule, r.Report!), r.Rule.Rows)))
        {
            string[] metrics = [.. group.Select(r => r.Rule.Metric)];
            var readings = await ReadAsync(spec, group.Key.Report, group.Key.Rows, WindowRange.Time(now - group.Key.Window, now), metrics);
            foreach (var (rule, _) in group)
            {
                var signal = AlertRules.Evaluate(spec, rule, readings.Of(rule.Metric), readings.Window, now);
                signals.Add(signal);
                looked[(spec.Key.Version, signal.Source)] = (StatusOf(signal, now), now + AlertRules.Pace(group.Key.Window, Pace));
            }
        }
        return signals;
    }

    /// <summary>A report that fails is a value that is missing: it must not keep other rules from being evaluated.</summary>
    /// <param name="rows">The newest so many; null: those of a time.</param>
    private async Task<ReportReadings> ReadAsync(VersionSpec spec, RuleReport report, long? rows, WindowRange time, string[] metrics)
    {
        try
        {
            var range = rows is { } newest ? await GrainFactory.GetGrain<IModelVersionGrain>(spec.Key.ToString()).Resolve(newest, null) : time;
            if (range.Rows < rows)
                return ReportReadings.None($"The rule is of {rows} rows; the version has {range.Rows}.");
            return await report.ReadAsync(GrainFactory, spec, range, metrics);
        }
        catch (Exception e)
        {
            LogNotEvaluated(e, spec.Key.ToString());
            return ReportReadings.None($"The report could not be made: {e.Message}");
        }
    }

    /// <summary>As of before the signal: what it does to the condition is seen at the next look.</summary>
    private RuleStatus StatusOf(AlertSignal signal, DateTimeOffset now)
    {
        var condition = _book.Conditions.GetValueOrDefault(new(AlertGroup.Of(signal), signal.Source));
        var state = AlertCondition.Next(condition, signal, now) switch
        {
            null => signal.State == SignalState.Unknown ? "unknown" : "quiet",
            { Active: false } => "pending",
            { RecoveringSince: not null } => "recovering",
            _ => "firing",
        };
        return new(
            signal.Version, AlertRules.TextOf(signal.Source), signal.Severity, state, condition?.RecoveringSince ?? condition?.Since, signal.Evidence.Value,
            signal.State == SignalState.Unknown ? signal.Evidence.Reason : null, now);
    }
}
