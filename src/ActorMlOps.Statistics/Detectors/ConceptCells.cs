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
}
