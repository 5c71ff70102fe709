using ActorMlOps.Client;

namespace ActorMlOps.Silo.Demo;

/// <summary>Sends rows as live traffic: many callers at a time, each with one row; the client puts them together.</summary>
internal static class Replay
{
    private const int Callers = 256;

    /// <param name="predict">Predicts one row.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="stopping">Ends it.</param>
    /// <returns>Rows answered, by version.</returns>
    public static async Task<IReadOnlyDictionary<string, int>> RunAsync(
        IReadOnlyList<int> rows, Func<int, Task<Prediction>> predict, CancellationToken stopping)
    {
        var answered = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        await Parallel.ForEachAsync(
            rows,
            new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = stopping },
            async (row, _) =>
            {
                var prediction = await predict(row);
                answered.AddOrUpdate(prediction.Version, 1, (_, n) => n + 1);
            });
        return answered;
    }
}
