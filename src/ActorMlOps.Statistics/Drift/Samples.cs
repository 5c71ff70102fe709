namespace ActorMlOps.Statistics.Drift;

/// <summary>What raw samples are reduced to before a test.</summary>
internal static class Samples
{
    /// <summary>The values in ascending order without NaN; infinities are ordinary ends.</summary>
    public static double[] Sorted(ReadOnlySpan<double> values)
    {
        var kept = new double[values.Length];
        var count = 0;
        foreach (var value in values)
        {
            if (!double.IsNaN(value))
                kept[count++] = value;
        }

        Array.Resize(ref kept, count);
        Array.Sort(kept);
        return kept;
    }

    /// <summary>The finite part of ascending values.</summary>
    public static ReadOnlySpan<double> Finite(ReadOnlySpan<double> sorted)
    {
        while (!sorted.IsEmpty && double.IsNegativeInfinity(sorted[0]))
            sorted = sorted[1..];
        while (!sorted.IsEmpty && double.IsPositiveInfinity(sorted[^1]))
            sorted = sorted[..^1];
        return sorted;
    }

    /// <summary>Why two samples cannot be compared, or null.</summary>
    public static string? EmptySide(long reference, long current) =>
        reference == 0 ? DriftReasons.EmptyReference : current == 0 ? DriftReasons.EmptyCurrent : null;
}
