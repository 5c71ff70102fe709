using Orleans.Concurrency;

namespace ActorMlOps.Monitoring.Alerts;

/// <summary>
/// Alerts of one model, or of the fleet: evaluates the rules of the model's versions, takes the signals of detectors, tells the sinks.
/// Key: <see cref="AlertScope"/>.
/// Survives: everything; a change is durable before anybody is told.
/// </summary>
[Alias("actormlops.IAlertGrain")]
public interface IAlertGrain : IGrainWithStringKey
{
    /// <summary>
    /// Takes what sources say about their conditions; answered when what it changed is durable. A signal that changes nothing writes
    /// nothing, and a repeated one changes nothing, so that sources may say it again whenever they look. The answers are in the order of
    /// the signals.
    /// </summary>
    /// <exception cref="ArgumentException">A signal without a source, or with a text that is too long.</exception>
    [Alias("Observe")]
    Task<SignalAnswer[]> Observe(AlertSignal[] signals);

    /// <summary>Activates the grain, whose timers do the rest.</summary>
    /// <param name="silences">Those that hold now.</param>
    [Alias("Wake")]
    Task Wake(Silence[] silences);

    [Alias("List"), AlwaysInterleave]
    Task<AlertsInfo> List();

    /// <summary>Null: there is none, or it is closed and no longer kept.</summary>
    [Alias("Get"), AlwaysInterleave]
    Task<Alert?> Get(long number);

    /// <summary>Null: there is no such alert. One that is acknowledged or closed already stays as it is.</summary>
    [Alias("Acknowledge")]
    Task<Alert?> Acknowledge(long number, string by, string? note);

    /// <summary>As they stood at the last evaluation; the first one after an activation is waited for.</summary>
    [Alias("Rules"), AlwaysInterleave]
    Task<RuleStatus[]> Rules();
}
