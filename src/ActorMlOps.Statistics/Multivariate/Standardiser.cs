namespace ActorMlOps.Statistics.Multivariate;

/// <summary>Column means and standard deviations, for values that are comparable across columns.</summary>
/// <remarks>
/// Invariants: standardised values are finite and within +-1e6, missing ones are 0, the mean. Columns are scaled by their largest
/// magnitude first, so sums neither overflow nor vanish. Two passes: error about 1e-16 of the magnitude. Cost: linear.
/// </remarks>
internal sealed class Standardiser
{
    /// <summary>Values further out, infinities too, are taken to lie here.</summary>
    public const double Furthest = 1e6;

    private readonly double[] _scales;
    private readonly double[] _means;
    private readonly double[] _deviations;

    private Standardiser(int columns) => (_scales, _means, _deviations) = (new double[columns], new double[columns], new double[columns]);

    /// <summary>Columns whose finite values differ, ascending.</summary>
    public int[] Varying { get; private set; } = [];

    /// <summary>Fits on the rows of one or two samples that <paramref name="take"/> accepts (by index across both).</summary>
    public static Standardiser Fit(RowSample first, RowSample? second, Func<int, bool> take)
    {
        var fitted = new Standardiser(first.Columns);
        int[] rows = [.. Enumerable.Range(0, first.Rows + (second?.Rows ?? 0)).Where(take)];
        var column = new List<double>(rows.Length);
        var varying = new List<int>();
        for (var j = 0; j < first.Columns; j++)
        {
            column.Clear();
            foreach (var row in rows)
            {
                var value = row < first.Rows ? first[row][j] : second![row - first.Rows][j];
                if (double.IsFinite(value))
                    column.Add(value);
            }

            fitted.FitColumn(j, column);
            if (fitted._deviations[j] > 0)
                varying.Add(j);
        }

        fitted.Varying = [.. varying];
        return fitted;
    }

    /// <summary>The standardised value of a varying column; NaN stays NaN.</summary>
    public double Of(int column, double value) =>
        Math.Clamp(((value / _scales[column]) - _means[column]) / _deviations[column], -Furthest, Furthest);

    /// <summary>Standardises the varying columns of a row; missing values become the mean.</summary>
    public void Row(ReadOnlySpan<double> row, Span<double> standardised)
    {
        for (var i = 0; i < Varying.Length; i++)
        {
            var value = Of(Varying[i], row[Varying[i]]);
            standardised[i] = double.IsNaN(value) ? 0 : value;
        }
    }

    private void FitColumn(int j, List<double> values)
    {
        double largest = 0, sum = 0, squares = 0;
        foreach (var value in values)
            largest = Math.Max(largest, Math.Abs(value));
        if (largest == 0)
            return;
        foreach (var value in values)
            sum += value / largest;
        var mean = sum / values.Count;
        foreach (var value in values)
            squares += ((value / largest) - mean) * ((value / largest) - mean);
        // A constant's mean may be off by rounding: its spread is none.
        var deviation = Math.Sqrt(squares / values.Count);
        (_scales[j], _means[j], _deviations[j]) = (largest, mean, deviation > 1e-14 ? deviation : 0);
    }
}
