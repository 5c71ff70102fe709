namespace ActorMlOps.Statistics.Sequential;

/// <summary>
/// Totals over units (users, sessions): rows of one unit are not independent, so the variance of a mean is taken over units:
/// V = sum over units of (x_u - p n_u)^2 / n^2, x_u the sum and n_u the rows of unit u, p = sum x / n.
/// </summary>
/// <remarks>
/// The linearised variance of a ratio (Cochran 1977; Deng, Knoblich and Lu 2018 on A/B tests), times m/(m-1) for m units. Add
/// each unit once, when its totals are final; disjoint sets of units merge. O(1) memory and time.
/// </remarks>
public readonly record struct UnitTotals
{
    /// <summary>Units added.</summary>
    public long Units { get; private init; }

    /// <summary>Rows of all units.</summary>
    public double Rows { get; private init; }

    /// <summary>Sum of the values of all units.</summary>
    public double Sum { get; private init; }

    // About a mean these would cancel; they are kept about the first unit's mean, which is near enough.
    private double Origin { get; init; }

    private double Squares { get; init; }

    private double Cross { get; init; }

    private double RowSquares { get; init; }

    /// <summary>With one more unit.</summary>
    /// <param name="sum">The sum of its values; not finite makes the variance undefined.</param>
    /// <param name="rows">Its rows, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one row.</exception>
    public UnitTotals Add(double sum, long rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        var origin = Units == 0 ? sum / rows : Origin;
        var residual = sum - (origin * rows);
        return new UnitTotals
        {
            Units = Units + 1,
            Rows = Rows + rows,
            Sum = Sum + sum,
            Origin = origin,
            Squares = Squares + (residual * residual),
            Cross = Cross + (residual * rows),
            RowSquares = RowSquares + ((double)rows * rows),
        };
    }

    /// <summary>With the units of another set; the sets must be disjoint.</summary>
    public UnitTotals Merge(UnitTotals other)
    {
        if (Units == 0 || other.Units == 0)
            return Units == 0 ? other : this;
        var shift = other.Origin - Origin;
        return new UnitTotals
        {
            Units = Units + other.Units,
            Rows = Rows + other.Rows,
            Sum = Sum + other.Sum,
            Origin = Origin,
            Squares = Squares + other.Squares + (2 * shift * other.Cross) + (shift * shift * other.RowSquares),
            Cross = Cross + other.Cross + (shift * other.RowSquares),
            RowSquares = RowSquares + other.RowSquares,
        };
    }

    /// <summary>The side of a comparison that these units are.</summary>
    public StratumSide ToSide()
    {
        if (Units < 2)
            return new StratumSide(Rows, Rows == 0 ? 0 : Sum / Rows, 0, Units);
        double mean = Sum / Rows, shift = mean - Origin;
        var squares = Squares - (2 * shift * Cross) + (shift * shift * RowSquares);
        var variance = Math.Max(0, squares) / Rows / Rows * (Units / (Units - 1.0));
        return new StratumSide(Rows, mean, double.IsNaN(squares) ? double.NaN : variance, Units);
    }
}
