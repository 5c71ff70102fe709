using ActorMlOps.Monitoring.Alerts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ActorMlOps.Grains.Hosting;

/// <summary>Whom alerts are told, and the fleet's budget of false alarms. Every silo of a cluster must have the same.</summary>
public sealed class AlertOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "ActorMlOps:Alerts";

    /// <summary>Address under which people reach the API, for the links in messages; default: none, and no links.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Days per expected false alarm of all e-detectors of the fleet together. 1 to 3,650; default 30.</summary>
    public int FalseAlarmDays { get; set; } = 30;

    /// <summary>How often rules are evaluated at most, in seconds. 1 to 3,600; default 10, the steps in which counters are kept.</summary>
    public int EvaluateSeconds { get; set; } = 10;

    /// <summary>Wait after the first failure of a sink; it doubles with each further one. 10 ms to 1 h; default 1 s.</summary>
    public TimeSpan RetryFirst { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between two attempts. From <see cref="RetryFirst"/> to 1 d; default 5 min.</summary>
    public TimeSpan RetryMost { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a sink may take to answer. 1 s to 5 min; default 10 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>At most 32; null (default): a log and a metric.</summary>
    public List<AlertSinkOptions>? Sinks { get; set; }

    /// <summary>Rules on numbers of the fleet, at most 64; null (default): on bursts of refused callers and of malformed requests.</summary>
    public List<FleetRuleOptions>? Rules { get; set; }

    /// <summary>Whom to ask for a new training; null (default): nobody.</summary>
    public RetrainingOptions? Retraining { get; set; }

    internal IEnumerable<FleetRuleOptions> EffectiveRules => Rules ?? FleetRuleOptions.Default;

    /// <summary>Of a configuration; what nobody knows there is an error, too.</summary>
    public static IReadOnlyList<string> ErrorsOf(IConfiguration configuration)
    {
        if (SettingsShape.Errors(configuration, SectionName, typeof(AlertOptions)) is { Count: > 0 } wrong)
            return wrong;
        var options = new AlertOptions();
        configuration.GetSection(SectionName).Bind(options);
        return options.Errors();
    }

    /// <summary>Everything that is wrong, by key. Never holds a secret.</summary>
    public IReadOnlyList<string> Errors()
    {
        var errors = new List<string>();
        if (PublicUrl is not null && !AlertSinkOptions.IsHttp(PublicUrl))
            Wrong(nameof(PublicUrl), "is not an address such as https://mlops.example.com");
        if (FalseAlarmDays is < 1 or > 3650)
            Wrong(nameof(FalseAlarmDays), $"'{FalseAlarmDays}' is not a whole number from 1 to 3650");
        if (EvaluateSeconds is < 1 or > 3600)
            Wrong(nameof(EvaluateSeconds), $"'{EvaluateSeconds}' is not a whole number from 1 to 3600");
        if (RetryFirst < TimeSpan.FromMilliseconds(10) || RetryFirst > TimeSpan.FromHours(1))
            Wrong(nameof(RetryFirst), $"'{RetryFirst:c}' is not a duration from 00:00:00.01 to 01:00:00");
        if (RetryMost < RetryFirst || RetryMost > TimeSpan.FromDays(1))
            Wrong(nameof(RetryMost), $"'{RetryMost:c}' is not a duration from {nameof(RetryFirst)} to 1.00:00:00");
        if (Timeout < TimeSpan.FromSeconds(1) || Timeout > TimeSpan.FromMinutes(5))
            Wrong(nameof(Timeout), $"'{Timeout:c}' is not a duration from 00:00:01 to 00:05:00");
        if (Sinks?.Count > AlertSinkOptions.Most)
            Wrong(nameof(Sinks), $"names {Sinks.Count} sinks; at most {AlertSinkOptions.Most} are served");
        foreach (var (sink, i) in (Sinks ?? []).Select((s, i) => (s, i)))
        {
            errors.AddRange(sink.Errors().Select(e => $"{SectionName}:Sinks:{i}:{e}"));
            if (Sinks!.FindIndex(s => s.EffectiveName == sink.EffectiveName) < i)
                Wrong($"Sinks:{i}:Name", $"'{sink.EffectiveName}' is another sink's name, too; give each its own");
        }
        if (Rules?.Count > FleetRuleOptions.Most)
            Wrong(nameof(Rules), $"has {Rules.Count} rules; at most {FleetRuleOptions.Most} are kept");
        errors.AddRange((Rules ?? []).SelectMany((rule, i) => rule.Errors().Select(e => $"{SectionName}:{nameof(Rules)}:{i}:{e}")));
        errors.AddRange((Retraining?.Errors() ?? []).Select(e => $"{SectionName}:{nameof(Retraining)}:{e}"));
        return errors;

        void Wrong(string key, string what) => errors.Add($"{SectionName}:{key}: {what}.");
    }

    internal sealed class Validator : IValidateOptions<AlertOptions>
    {
        public ValidateOptionsResult Validate(string? name, AlertOptions options) =>
            options.Errors() is { Count: > 0 } errors ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }
}
