using ActorMlOps.Registry;
using ActorMlOps.Statistics.Detectors;

namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>
/// Pure: makes one stream of the labelled rows of all partitions. Labels come in any order, late, in batches; the stream has the rows in the order
/// in which their labels came, look by look, and those that came at one look in the order of their predictions, hour by hour. A corrected label
/// counts again if it moves its row to another cell; what it was before stays.
/// </summary>
internal static class ConceptStream
{
    /// <summary>Fewer rows make no step.</summary>
    public const int LeastRows = 100;

    /// <summary>Rows by cell, see <see cref="ConceptCells"/>; null: the task has no such cells.</summary>
    public static long[]? Cells(TaskCounters counters, OutputSpec output) =>
        counters.Binary is { } binary ? ConceptCells.Of(binary)
        : counters.Multiclass is { } classes ? ConceptCells.Of(classes, output.Classes)
        : null;

    public static int CellCount(OutputSpec output) =>
        output.Task == TaskKind.Binary ? ConceptCells.BinaryCells : ConceptCells.Count(output.Classes.Length);

    /// <summary>Adds up what the partitions have.</summary>
    public static SortedDictionary<long, long[]> Sum(IEnumerable<Dictionary<long, long[]>> partitions)
    {
        var sum = new SortedDictionary<long, long[]>();
        foreach (var (hour, counts) in partitions.SelectMany(p => p))
        {
            if (!sum.TryGetValue(hour, out var into))
                sum[hour] = into = new long[counts.Length];
            for (var c = 0; c < into.Length && c < counts.Length; c++)
                into[c] += counts[c];
        }
        return sum;
    }

    /// <summary>
    /// The rows that were labelled since, cut into steps of at least <see cref="LeastRows"/> rows in the order of their predictions; none: there are
    /// too few yet.
    /// </summary>
    /// <param name="fed">What was in steps before.</param>
    public static List<long[]> Steps(IReadOnlyDictionary<long, long[]> fed, SortedDictionary<long, long[]> now)
    {
        var steps = new List<long[]>();
        long[]? open = null;
        foreach (var (hour, counts) in now)
        {
            var before = fed.GetValueOrDefault(hour);
            open ??= new long[counts.Length];
            for (var c = 0; c < counts.Length; c++)
                open[c] += Math.Max(0, counts[c] - (before?[c] ?? 0));
            if (open.Sum() < LeastRows)
                continue;
            steps.Add(open);
            open = null;
        }
        // What is left over is of the last step, or waits for more.
        for (var c = 0; c < (open?.Length ?? 0) && steps.Count > 0; c++)
            steps[^1][c] += open![c];
        return steps;
    }
}
