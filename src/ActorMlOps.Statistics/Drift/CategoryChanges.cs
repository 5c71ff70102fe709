namespace ActorMlOps.Statistics.Drift;

/// <summary>What two rows of counts by name say beside their distance: which names came and went, and how evenly they are used.</summary>
public static class CategoryChanges
{
    /// <summary>Names with rows on the current side and none in the reference, in ordinal order.</summary>
    public static string[] Unseen(IReadOnlyDictionary<string, long> reference, IReadOnlyDictionary<string, long> current) =>
        [.. current.Where(c => c.Value > 0 && reference.GetValueOrDefault(c.Key) == 0).Select(c => c.Key).Order(StringComparer.Ordinal)];

    /// <summary>Names with rows in the reference and none on the current side, in ordinal order.</summary>
    public static string[] Missing(IReadOnlyDictionary<string, long> reference, IReadOnlyDictionary<string, long> current) =>
        Unseen(current, reference);

    /// <summary>Shannon's entropy of the shares in bits: 0 for one category, log2 K for K even ones; null without rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static double? EntropyBits(ReadOnlySpan<long> counts)
    {
        double total = 0, sum = 0;
        foreach (var count in counts)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count);
            total += count;
        }

        foreach (var count in counts)
            sum -= count > 0 ? count / total * Math.Log2(count / total) : 0;
        return total > 0 ? Math.Max(0, sum) : null;
    }
}
