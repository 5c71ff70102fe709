using Orleans.Concurrency;

namespace ActorMlOps.Monitoring.Alerts;

/// <summary>
/// What the alerts of all models share: silences, the feed of events, the budget of false alarms, the wake after a restart.
/// Key: <see cref="Key"/>.
/// Survives: everything that was acknowledged; of the feed the newest events.
/// </summary>
[Alias("actormlops.IAlertFleetGrain")]
public interface IAlertFleetGrain : IGrainWithStringKey
{
    const string Key = "fleet";

    /// <summary>Activates the grain, whose timer wakes the alert grains of all models.</summary>
    [Alias("Wake")]
    Task Wake();

    /// <summary>Those that have not expired, the oldest first.</summary>
    [Alias("Silences"), AlwaysInterleave]
    Task<Silence[]> Silences();

    /// <summary>Answered when it is durable and the models' alert grains follow it; null: there are too many.</summary>
    [Alias("AddSilence")]
    Task<Silence?> AddSilence(SilenceMatchers matchers, DateTimeOffset expiresAt, string reason, string by);

    /// <summary>False: there is no such silence.</summary>
    [Alias("RemoveSilence")]
    Task<bool> RemoveSilence(string id);

    /// <summary>Appends to the feed; what a scope has appended already is passed over.</summary>
    [Alias("Publish")]
    Task Publish(string scope, AlertNotice[] notices);

    /// <summary>Events after an id, waited for if there are none yet.</summary>
    /// <param name="after">Null: from now on.</param>
    /// <param name="wait">At most 20 s.</param>
    [Alias("Events"), AlwaysInterleave]
    Task<AlertFeed> Events(long? after, TimeSpan wait);

    /// <summary>
    /// The version's share of the fleet's budget of false alarms; to be asked for when its e-detectors are made, and again before it runs
    /// out.
    /// </summary>
    /// <param name="detectors">How many e-detectors the version has, at least 1.</param>
    [Alias("Share")]
    Task<AlarmShare> Share(VersionKey version, int detectors);

    /// <summary>Sends a test alert through a sink, or all. Null: there is no such sink.</summary>
    [Alias("Test"), AlwaysInterleave, ResponseTimeout("00:01:00")]
    Task<SinkTest[]?> Test(string? sink, AlertSeverity severity);
}
