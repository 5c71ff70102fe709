using System.Globalization;
using ActorMlOps.Monitoring;
using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Monitoring.Alerts.Rules;

/// <summary>Pure: what is wrong with the <c>alerts</c> of a version's config, and what a rule says of a reading.</summary>
internal static class AlertRules
{
    private const string Prefix = "rule:";
    private const int MostShownNames = 40;

    private static readonly TimeSpan LeastWindow = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MostWindow = TimeSpan.FromDays(8);

    /// <summary>How long any rule may have to hold before its alert is raised.</summary>
    public static readonly TimeSpan MostFor = TimeSpan.FromDays(8);

    /// <param name="spec">The version, as far as it is known.</param>
    public static IEnumerable<string> Objections(VersionSpec spec, AlertRuleConfig[]? rules)
    {
        rules ??= [];
        if (rules.Length > AlertRuleConfig.Most)
            yield return $"'alerts' has {rules.Length} rules; at most {AlertRuleConfig.Most} are kept.";
        for (var i = 0; i < Math.Min(rules.Length, AlertRuleConfig.Most); i++)
        {
            var rule = rules[i];
            if (RuleReports.Find(spec, rule.Metric) is null)
                yield return $"'alerts[{i}].metric': the version has no metric '{rule.Metric}'; it has {Shown(spec, rule.Metric)}.";
            if (Comparison.Parse(rule.Op) is not { } comparison)
                yield return $"'alerts[{i}].op': '{rule.Op}' must be <, <=, > or >=.";
            else if (double.IsFinite(rule.Threshold) && rule.Recovery is { } recovery && double.IsFinite(recovery) && comparison.IsBeyond(recovery, rule.Threshold))
                yield return $"'alerts[{i}].recovery': {Text(recovery)} is itself {rule.Op} {Text(rule.Threshold)}; give a value on the other side of the threshold.";
            if (!double.IsFinite(rule.Threshold) || (rule.Recovery is { } end && !double.IsFinite(end)))
                yield return $"'alerts[{i}]': 'threshold' and 'recovery' must be finite numbers.";
            if (rule.For is { } pending && (pending < TimeSpan.Zero || pending > MostFor))
                yield return $"'alerts[{i}].for' must be at most 8d.";
            if (rule.Window is { } window && (window < LeastWindow || window > MostWindow))
                yield return $"'alerts[{i}].window' must be from 10s to 8d: counters are kept in steps of 10 s, for 8 days.";
            if (rule.Rows is { } newest && (newest < WindowGrid.BlockRows || newest > WindowGrid.RowsByCount))
                yield return $"'alerts[{i}].rows' must be from {WindowGrid.BlockRows} to {WindowGrid.RowsByCount:N0}: the newest rows are kept in blocks, so many of them.";
            if (rule is { Rows: not null, Window: not null })
                yield return $"'alerts[{i}]': 'window' and 'rows' are two ways to say what is looked at; leave one out.";
            if (Array.FindIndex(rules, r => SourceOf(r) == SourceOf(rule)) < i)
                yield return $"'alerts[{i}]': the rule '{TextOf(SourceOf(rule))}' is there twice.";
        }
    }

    /// <summary>What the rule says of a reading.</summary>
    /// <param name="spec">Of a version that has the rule's metric.</param>
    public static AlertSignal Evaluate(VersionSpec spec, AlertRuleConfig rule, Reading reading, WindowInfo? window, DateTimeOffset at) =>
        Evaluate(RuleReports.Find(spec, rule.Metric)!.KindOf(rule.Metric), rule, reading, window, at) with
        {
            Version = spec.Key.Version,
            Feature = DriftReadings.FeatureOf(rule.Metric),
        };

    /// <summary>The same of a rule of no version.</summary>
    public static AlertSignal Evaluate(AlertKind kind, AlertRuleConfig rule, Reading reading, WindowInfo? window, DateTimeOffset at)
    {
        var comparison = Comparison.Parse(rule.Op)!.Value;
        var state = reading.Value is not { } value || !double.IsFinite(value) ? SignalState.Unknown
            : comparison.IsBeyond(value, rule.Threshold) ? SignalState.Firing
            : rule.Recovery is { } recovery && value != recovery && comparison.IsBeyond(value, recovery) ? SignalState.Easing
            : SignalState.Recovered;
        var reason = state == SignalState.Unknown ? reading.Reason ?? "There is no value." : $"{rule.Metric} is {Text(reading.Value!.Value)}; the rule is {TextOf(SourceOf(rule))}";
        var wait = rule.For ?? TimeSpan.Zero;
        return new(
            kind,
            SourceOf(rule),
            state,
            rule.Severity,
            new(reading.Value, reading.Low, reading.High, rule.Threshold, reason, window),
            at,
            Metric: rule.Metric,
            For: wait,
            Hold: wait > AlertSignal.DefaultHold ? wait : AlertSignal.DefaultHold);
    }

    /// <summary>The time that is looked at; of a rule of rows none, so that it is looked at whenever that is possible.</summary>
    public static TimeSpan WindowOf(AlertRuleConfig rule, RuleReport report) => rule.Rows is null ? rule.Window ?? report.Window : TimeSpan.Zero;

    /// <summary>How often a window is looked at: a sixtieth of it, since it hardly changes faster, but at least every 5 minutes.</summary>
    public static TimeSpan Pace(TimeSpan window, TimeSpan least)
    {
        var pace = window / 60;
        var most = TimeSpan.FromMinutes(5);
        return pace < least ? least : pace > most ? most : pace;
    }

    /// <summary>The rule's condition; a changed rule is another one, but for its severity.</summary>
    public static string SourceOf(AlertRuleConfig rule) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Prefix}{rule.Metric} {rule.Op} {rule.Threshold}{Part(" for ", rule.For)}{Part(" in ", rule.Window)}{(rule.Rows is { } n ? $" of {n} rows" : "")}{(rule.Recovery is { } r ? $" until {Text(r)}" : "")}");

    public static bool IsRule(string source) => source.StartsWith(Prefix, StringComparison.Ordinal);

    public static string TextOf(string source) => source[Prefix.Length..];

    private static string Part(string before, TimeSpan? time) => time is { } span ? string.Create(CultureInfo.InvariantCulture, $"{before}{span:c}") : "";

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>All names, or, where there are too many, those that are of no column and how the others are formed.</summary>
    private static string Shown(VersionSpec spec, string metric)
    {
        var names = RuleReports.Names(spec).ToList();
        var method = metric.IndexOf(':') is > 0 and var colon ? metric[..(colon + 1)] : null;
        var alike = method is null ? [] : names.Where(n => n.StartsWith(method, StringComparison.Ordinal)).ToList();
        if (alike.Count > 0)
            return string.Join(", ", alike.Take(MostShownNames)) + (alike.Count > MostShownNames ? ", ..." : "");
        var plain = names.Where(n => DriftReadings.FeatureOf(n) is null);
        var figures = names.Where(n => DriftReadings.FeatureOf(n) is not null).Select(n => n[..n.IndexOf(':')]).Distinct();
        return $"{string.Join(", ", plain)}, and of each column {string.Join(", ", figures.Select(f => f + ":COLUMN"))}";
    }
}
