using ActorMlOps.Statistics.Performance;

namespace ActorMlOps.Statistics.Detectors;

/// <summary>
/// Cells of labelled predictions for an e-detector on the concept. An error bit alone cannot see a change that turns false positives
/// into false negatives.
/// </summary>
public static class ConceptCells
{
    /// <summary>Cells of a binary model: 0 correct, 1 false positive, 2 false negative.</summary>
    public const int BinaryCells = 3;

    /// <summary>The cell of a binary prediction.</summary>
    public static int Binary(bool actual, bool predicted) => actual == predicted ? 0 : predicted ? 1 : 2;

    /// <summary>The cell of a prediction among <c>classes</c> (cells: classes + 1): 0 correct, else 1 + the predicted class.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A negative class.</exception>
    public static int Multiclass(int actual, int predicted)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(actual);
        ArgumentOutOfRangeException.ThrowIfNegative(predicted);
        return actual == predicted ? 0 : 1 + predicted;
    }

    /// <summary>Predicted classes with a cell of their own; further ones share the last.</summary>
    private const int OwnClasses = 10;

    /// <summary>Number of cells for a model of so many classes: correct, and wrong by predicted class, at most ten of these.</summary>
    public static int Count(int classes) => 1 + Math.Clamp(classes, 1, OwnClasses);

    /// <summary>Labelled rows of a binary model by cell.</summary>
    public static long[] Of(BinaryCounters counters)
    {
        ArgumentNullException.ThrowIfNull(counters);
        return [counters.TruePositives + counters.TrueNegatives, counters.FalsePositives, counters.FalseNegatives];
    }

    /// <summary>Labelled rows by cell, <see cref="Count"/> of them; predictions that are none of the classes count with the last.</summary>
    public static long[] Of(MulticlassCounters counters, IReadOnlyList<string> classes)
    {
        ArgumentNullException.ThrowIfNull(counters);
        ArgumentNullException.ThrowIfNull(classes);
        var cells = new long[Count(classes.Count)];
        var index = classes.Select((name, i) => (name, i)).ToDictionary(c => c.name, c => c.i, StringComparer.Ordinal);
        foreach (var (actual, predicted, rows) in counters.Pairs)
        {
            var cell = actual == predicted ? 0 : 1 + Math.Min(index.GetValueOrDefault(predicted, OwnClasses), cells.Length - 2);
            cells[cell] += rows;
        }

        cells[0] += counters.OverflowCorrect;
        cells[^1] += counters.OverflowWrong;
        return cells;
    }
}
