namespace ActorMlOps.Statistics.Counters;

/// <summary>Two samples of the same numeric columns, counted: a profile of the first and the window of the second.</summary>
/// <param name="Profile">The reference.</param>
/// <param name="Window">The current rows, counted by the reference's bins.</param>
/// <remarks>
/// From here every drift test that works on counters works on raw rows, without sorting the current side. Cost on Zen 4 for a column of
/// 100,000 reference and 100,000 current floats at 1,000 bins: about 1 ms; the reference is radix sorted for its quantiles.
/// </remarks>
public sealed record RawColumns(ReferenceProfile Profile, WindowCounters Window)
{
    /// <summary>Counts columns of floats.</summary>
    /// <param name="names">Distinct names.</param>
    /// <param name="reference">One sample a name, all of the same length.</param>
    /// <param name="current">One sample a name, all of the same length.</param>
    /// <param name="bins">Quantile bins wanted, 10 to 100,000.</param>
    /// <exception cref="ArgumentException">The numbers of columns or rows disagree; the message says which.</exception>
    public static RawColumns Count(
        IReadOnlyList<string> names,
        IReadOnlyList<ReadOnlyMemory<float>> reference,
        IReadOnlyList<ReadOnlyMemory<float>> current,
        int bins = NumericBins.DefaultBins)
    {
        var (rows, currentRows) = Check(names, reference, current);
        var columns = names.Select((name, c) => ColumnProfile.Float32(name, reference[c].Span, bins)).ToArray();
        var window = new WindowCounters(new ReferenceProfile(columns, rows));
        for (var c = 0; c < columns.Length; c++)
            window.Columns[c].AddColumn(current[c].Span);
        window.AddRows(currentRows);
        return new RawColumns(window.Profile, window);
    }

    /// <summary>Counts columns of doubles.</summary>
    /// <inheritdoc cref="Count(IReadOnlyList{string}, IReadOnlyList{ReadOnlyMemory{float}}, IReadOnlyList{ReadOnlyMemory{float}}, int)"/>
    public static RawColumns Count(
        IReadOnlyList<string> names,
        IReadOnlyList<ReadOnlyMemory<double>> reference,
        IReadOnlyList<ReadOnlyMemory<double>> current,
        int bins = NumericBins.DefaultBins)
    {
        var (rows, currentRows) = Check(names, reference, current);
        var columns = names.Select((name, c) => ColumnProfile.Numeric(name, reference[c].Span, bins: bins)).ToArray();
        var window = new WindowCounters(new ReferenceProfile(columns, rows));
        for (var c = 0; c < columns.Length; c++)
            window.Columns[c].AddColumn(current[c].Span);
        window.AddRows(currentRows);
        return new RawColumns(window.Profile, window);
    }

    private static (int Reference, int Current) Check<T>(
        IReadOnlyList<string> names, IReadOnlyList<ReadOnlyMemory<T>> reference, IReadOnlyList<ReadOnlyMemory<T>> current)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(current);
        return (Rows(names, reference, nameof(reference)), Rows(names, current, nameof(current)));
    }

    private static int Rows<T>(IReadOnlyList<string> names, IReadOnlyList<ReadOnlyMemory<T>> sample, string side)
    {
        if (sample.Count != names.Count)
            throw new ArgumentException($"{sample.Count} {side} columns for {names.Count} names; give one column a name.", side);
        for (var c = 1; c < sample.Count; c++)
        {
            if (sample[c].Length != sample[0].Length)
            {
                throw new ArgumentException(
                    $"Column '{names[c]}' has {sample[c].Length} {side} rows, '{names[0]}' has {sample[0].Length}; give all the same rows.",
                    side);
            }
        }

        return sample.Count == 0 ? 0 : sample[0].Length;
    }
}
