namespace ActorMlOps.Statistics.Counters;

/// <summary>Where the extreme tails of a numeric column begin: at most 0.15 % of the reference's finite values lie below, and as many above.</summary>
/// <param name="Low">Values below are in a tail; NaN: none are.</param>
/// <param name="High">Values from here on are in a tail; NaN: none are.</param>
public readonly record struct TailBounds(double Low, double High)
{
    private const double MostShare = 0.0015;

    /// <summary>Bounds that no value is beyond.</summary>
    public static TailBounds None { get; } = new(double.NaN, double.NaN);

    /// <summary>Of a column; <see cref="None"/> for categories.</summary>
    public static TailBounds Of(ColumnProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        if (profile.Bins is not { } bins)
            return None;
        var counts = profile.Reference.Counts;
        var most = profile.Reference.Counted * MostShare;
        var (low, below) = (0, 0L);
        while (low < bins.Edges.Length && below + counts[low] <= most)
            below += counts[low++];
        var (high, above) = (bins.Edges.Length, 0L);
        while (high > low && above + counts[high] <= most)
            above += counts[high--];
        // Bin b starts at edge b - 1.
        return new(
            low == 0 ? double.NaN : bins.Edges[low - 1],
            high == bins.Edges.Length ? double.NaN : bins.Edges[high]);
    }

    /// <summary>Whether a value lies in a tail; NaN does not.</summary>
    public bool IsBeyond(double x) => x < Low || x >= High;
}
