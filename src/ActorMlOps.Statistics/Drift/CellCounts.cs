namespace ActorMlOps.Statistics.Drift;

/// <summary>Two rows of counts over the same cells.</summary>
internal sealed class CellCounts
{
    public CellCounts(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        if (reference.Length != current.Length)
        {
            throw new ArgumentException(
                $"The reference has {reference.Length} cells, the current side {current.Length}; count both over the same cells.",
                nameof(current));
        }

        (Reference, Current) = (reference.ToArray(), current.ToArray());
        for (var i = 0; i < Reference.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(Reference[i], nameof(reference));
            ArgumentOutOfRangeException.ThrowIfNegative(Current[i], nameof(current));
            ReferenceTotal += Reference[i];
            CurrentTotal += Current[i];
            NonEmpty += Reference[i] + Current[i] > 0 ? 1 : 0;
        }
    }

    public long[] Reference { get; }

    public long[] Current { get; }

    public long ReferenceTotal { get; }

    public long CurrentTotal { get; }

    /// <summary>Cells with a row on either side.</summary>
    public int NonEmpty { get; }

    /// <summary>Why nothing can be compared, or null.</summary>
    public string? EmptySide =>
        ReferenceTotal == 0 ? DriftReasons.EmptyReference : CurrentTotal == 0 ? DriftReasons.EmptyCurrent : null;

    /// <summary>Puts counts by name side by side, in ordinal order of the names.</summary>
    public static CellCounts Align(IReadOnlyDictionary<string, long> reference, IReadOnlyDictionary<string, long> current)
    {
        string[] names = [.. reference.Keys.Union(current.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return new CellCounts(
            Array.ConvertAll(names, name => reference.GetValueOrDefault(name)),
            Array.ConvertAll(names, name => current.GetValueOrDefault(name)));
    }
}
