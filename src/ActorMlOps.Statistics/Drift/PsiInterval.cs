namespace ActorMlOps.Statistics.Drift;

/// <summary>A population stability index with an approximate 95 % interval for that of the distributions behind the two samples.</summary>
/// <remarks>
/// (1/n + 1/m)^-1 PSI is about a noncentral chi-square with k - 1 degrees of freedom, k the non-empty cells; the interval takes its mean
/// and variance. So without drift it begins at 0 and ends where sampling noise does. Wilks 1938; Patnaik 1949.
/// </remarks>
/// <param name="Value">Of the samples, at least 0.</param>
/// <param name="Low">At least 0, at most <paramref name="Value"/>.</param>
/// <param name="High">At least <paramref name="Value"/>.</param>
public readonly record struct PsiInterval(double Value, double Low, double High)
{
    private const double Normal95 = 1.959963984540054;

    /// <summary>Of two rows of counts over the same cells; null if a side is empty.</summary>
    /// <exception cref="ArgumentException">The rows differ in length.</exception>
    public static PsiInterval? Of(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        var cells = new CellCounts(reference, current);
        if (cells.EmptySide is not null)
            return null;
        var value = Math.Max(0, Psi.Index(cells));
        var scale = (1.0 / cells.ReferenceTotal) + (1.0 / cells.CurrentTotal);
        double noise = (cells.NonEmpty - 1) * scale;
        var excess = Math.Max(0, value - noise);
        var half = Normal95 * Math.Sqrt(scale * ((2 * noise) + (4 * excess)));
        return new(value, Math.Clamp(value - noise - half, 0, value), Math.Max(value, excess + half));
    }
}
