using System.Globalization;

namespace ActorMlOps.Grains.Tests.Monitoring;

/// <summary>
/// Schedules of traffic and trouble on two silos, made from a seed. The law: rows executed = rows in windows + rows lost, and in every hop
/// the windows are those of the rows, counted again. Lost are none, whatever is delayed, repeated, lost on the way, overtaken, refused by
/// the store, written without an answer, moved or stopped; a killed silo takes no more with it than it had not delivered, and of
/// observations nothing.
/// ACTORMLOPS_LONG_TESTS=1 runs 200 seeds instead of 4; ACTORMLOPS_SEEDS=from-to those.
/// </summary>
public sealed class ConservationTests
{
    public static TheoryData<int> Seeds
    {
        get
        {
            var (from, to) = (1, Environment.GetEnvironmentVariable("ACTORMLOPS_LONG_TESTS") == "1" ? 200 : 4);
            if (Environment.GetEnvironmentVariable("ACTORMLOPS_SEEDS")?.Split('-') is [var first, var last])
                (from, to) = (int.Parse(first, CultureInfo.InvariantCulture), int.Parse(last, CultureInfo.InvariantCulture));
            return [.. Enumerable.Range(from, to - from + 1)];
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Windows_UnderAnyScheduleWithoutAKill_AreThoseOfTheRows(int seed)
    {
        await using var run = await ConservationRun.StartAsync(seed);
        await run.PlayAsync();
        await run.CheckAsync();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Windows_OfASiloThatIsKilledWithTheReceivers_LackAtMostWhatItHadNotDelivered(int seed)
    {
        await using var run = await ConservationRun.StartAsync(seed);
        await run.PlayAsync();
        await run.KillAsync();
        await run.CheckAsync();
    }
}
