using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts;

/// <summary>Pure: the fleet's silences as they are stored; expired ones go with the next change.</summary>
/// <param name="LastNumber">Of the last id that was given: <c>s1</c>, <c>s2</c>.</param>
/// <param name="Silences">The oldest first, at most <see cref="Most"/> that have not expired.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.Silences")]
internal sealed record SilenceList([property: Id(0)] long LastNumber, [property: Id(1)] Silence[] Silences)
{
    public const int Most = 1000;

    public static SilenceList Empty { get; } = new(0, []);

    public Silence[] At(DateTimeOffset now) => Array.FindAll(Silences, s => s.ExpiresAt > now);

    /// <summary>Null: there are too many.</summary>
    public SilenceList? Add(SilenceMatchers matchers, string reason, string by, DateTimeOffset now, DateTimeOffset expiresAt) =>
        At(now) is { Length: < Most } live
            ? new(LastNumber + 1, [.. live, new(FormattableString.Invariant($"s{LastNumber + 1}"), matchers, reason, by, now, expiresAt)])
            : null;

    /// <summary>Null: there is no such silence (any more).</summary>
    public SilenceList? Remove(string id, DateTimeOffset now) =>
        At(now) is var live && Array.Exists(live, s => s.Id == id) ? this with { Silences = Array.FindAll(live, s => s.Id != id) } : null;
}
