using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>What came for a prediction beside its label.</summary>
/// <param name="Feedback">Null: none.</param>
/// <param name="Metrics">By name in ordinal order, each once.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.LabelExtras")]
internal sealed record LabelExtras([property: Id(0)] string? Feedback, [property: Id(1)] MetricSample[] Metrics)
{
    /// <summary>What a line adds to it or puts in place of what was there; itself if that is nothing.</summary>
    public static LabelExtras? With(LabelExtras? extras, in LabelLine line)
    {
        var samples = line.Metrics ?? [];
        if (line.Feedback is null && samples.Length == 0)
            return extras;
        var known = extras?.Metrics ?? [];
        var feedback = line.Feedback ?? extras?.Feedback;
        if (extras is not null && feedback == extras.Feedback && Array.TrueForAll(samples, s => Array.IndexOf(known, s) >= 0))
            return extras;
        return new(feedback, [.. samples
            .Concat(known.Where(k => !Array.Exists(samples, s => s.Name == k.Name)))
            .OrderBy(s => s.Name, StringComparer.Ordinal)]);
    }

    /// <summary>Whether this has another value where that one had one already.</summary>
    public static bool Corrects(LabelExtras? after, LabelExtras? before) =>
        before is not null && after is not null
        && ((before.Feedback is not null && before.Feedback != after.Feedback)
            || Array.Exists(before.Metrics, b => Array.IndexOf(after.Metrics, b) < 0));
}
