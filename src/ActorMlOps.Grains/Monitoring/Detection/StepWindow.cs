using ActorMlOps.Monitoring;
using ActorMlOps.Monitoring.Detection;
using ActorMlOps.Statistics.Drift;

namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>The newest steps of a detector in two sums of up to 16 steps each: what an alarm shows.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.state.StepWindow")]
internal sealed record StepWindow(
    [property: Id(0)] long[] Older,
    [property: Id(1)] long[] Newer,
    [property: Id(2)] int Steps,
    [property: Id(3)] long OlderFrom,
    [property: Id(4)] long NewerFrom,
    [property: Id(5)] long To)
{
    private const int StepsPerSum = 16;

    public static StepWindow Empty(int cells) => new(new long[cells], new long[cells], 0, long.MaxValue, long.MaxValue, 0);

    public StepWindow Add(ReadOnlySpan<long> counts, in StepSpan span)
    {
        var full = Steps == StepsPerSum;
        var sum = full ? new long[Newer.Length] : [.. Newer];
        for (var i = 0; i < sum.Length; i++)
            sum[i] += counts[i];
        return full
            ? new(Newer, sum, 1, NewerFrom, span.From, Math.Max(To, span.To))
            : new(Older, sum, Steps + 1, OlderFrom, Math.Min(NewerFrom, span.From), Math.Max(To, span.To));
    }

    public DetectorAlarm Alarm(ReadOnlySpan<long> reference, double? logEvidence)
    {
        var counts = new long[Newer.Length];
        for (var i = 0; i < counts.Length; i++)
            counts[i] = Older[i] + Newer[i];
        var to = DateTimeOffset.FromUnixTimeSeconds(To);
        var window = new WindowInfo(DateTimeOffset.FromUnixTimeSeconds(Math.Min(OlderFrom, NewerFrom)), to, counts.Sum(), null);
        var psi = PsiInterval.Of(reference, counts);
        return new(to, logEvidence, window, psi?.Value, psi?.Low, psi?.High);
    }
}
