using ActorMlOps.Grains.Monitoring.Detection;
using CsCheck;

namespace ActorMlOps.Grains.Tests.Monitoring.Detection;

public sealed class ConceptStreamTests
{
    [Fact]
    public void Steps_LateBatchOfManyHours_ComesInTheOrderOfThePredictions()
    {
        var fed = new Dictionary<long, long[]> { [0] = [50, 0, 0] };
        var steps = ConceptStream.Steps(fed, new() { [0] = [100, 20, 0], [3600] = [20, 5, 10], [7200] = [90, 0, 30], [10800] = [1, 0, 0] });
        // 50 + 20 of the first hour and 35 of the second make a step; what is left over is of the last one.
        Assert.Equal([[70, 25, 10], [91, 0, 30]], steps);
    }

    [Fact]
    public void Steps_TooFewRows_WaitForMore() =>
        Assert.Empty(ConceptStream.Steps(new Dictionary<long, long[]>(), new() { [0] = [60, 20, 0], [3600] = [19, 0, 0] }));

    [Fact]
    public void Steps_CorrectedLabel_CountsInItsNewCell() =>
        Assert.Equal([[0, 1, 99]], ConceptStream.Steps(new Dictionary<long, long[]> { [0] = [100, 0, 0] }, new() { [0] = [99, 1, 99] }));

    /// <summary>However often partitions are asked, each labelled row is in one step.</summary>
    [Fact]
    public void Steps_AnyOrderOfLabelsAndLooks_TakeEveryRowOnce() => Gen
        .Select(Gen.Long[0, 5], Gen.Int[0, 2], Gen.Int[1, 60], Gen.Bool).Array[1, 200].Sample(labels =>
    {
        var (now, fed) = (new SortedDictionary<long, long[]>(), new Dictionary<long, long[]>());
        var taken = new long[3];
        foreach (var (hour, cell, rows, look) in labels)
        {
            var counts = now.TryGetValue(hour * 3600, out var held) ? [.. held] : new long[3];
            counts[cell] += rows;
            now[hour * 3600] = counts;
            if (look)
                Take();
        }
        var first = now.GetValueOrDefault(0) ?? [0, 0, 0];
        now[0] = [first[0] + 1_000, first[1], first[2]];
        Take();
        Assert.Equal(now.Values.Aggregate(new long[3], (sum, c) => [.. sum.Zip(c, (a, b) => a + b)])[1..], taken[1..]);

        void Take()
        {
            var steps = ConceptStream.Steps(fed, now);
            foreach (var step in steps)
            {
                Assert.True(step.Sum() >= ConceptStream.LeastRows);
                for (var c = 0; c < 3; c++)
                    taken[c] += step[c];
            }
            if (steps.Count > 0)
                fed = now.ToDictionary(h => h.Key, h => h.Value);
        }
    });
}
