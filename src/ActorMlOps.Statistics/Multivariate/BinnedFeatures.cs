namespace ActorMlOps.Statistics.Multivariate;

/// <summary>
/// Columns of two samples as small codes: 0 for missing, then up to <see cref="MaxBins"/> bins of the pooled values. Up to
/// <see cref="PairColumns"/> columns, products of every two standardised columns are features too: trees split one feature at a
/// time and would find a changed correlation only by luck.
/// </summary>
/// <remarks>Invariant: labels are not looked at, so held-out rows stay held out. Cost: a sort for each feature.</remarks>
internal sealed class BinnedFeatures
{
    public const int MaxBins = 32;
    public const int PairColumns = 20;

    private readonly List<byte[]> _codes = [];
    private readonly List<(int First, int Second)> _columns = [];

    public BinnedFeatures(RowSample reference, RowSample window)
    {
        Rows = reference.Rows + window.Rows;
        var standard = Standardiser.Fit(reference, window, _ => true);
        var values = new double[reference.Columns][];
        for (var j = 0; j < values.Length; j++)
        {
            values[j] = new double[Rows];
            for (var r = 0; r < Rows; r++)
                values[j][r] = r < reference.Rows ? reference[r][j] : window[r - reference.Rows][j];
            Add(values[j], j, j);
        }

        if (standard.Varying.Length > PairColumns)
            return;
        foreach (var a in standard.Varying)
        {
            foreach (var b in standard.Varying.Where(b => b > a))
                Add([.. values[a].Zip(values[b], (x, y) => standard.Of(a, x) * standard.Of(b, y))], a, b);
        }
    }

    /// <summary>Rows of both samples, the reference's first.</summary>
    public int Rows { get; }

    /// <summary>Features that vary.</summary>
    public int Count => _codes.Count;

    /// <summary>The codes of a feature, row by row.</summary>
    public ReadOnlySpan<byte> Codes(int feature) => _codes[feature];

    /// <summary>The one or two columns a feature is made of.</summary>
    public (int First, int Second) Columns(int feature) => _columns[feature];

    private void Add(double[] values, int first, int second)
    {
        double[] sorted = [.. values.Where(value => !double.IsNaN(value)).Order()];
        var quantiles = Enumerable.Range(1, sorted.Length == 0 ? 0 : MaxBins - 1)
            .Select(k => sorted[(int)((long)k * sorted.Length / MaxBins)]);
        double[] edges = [.. quantiles.Where(edge => edge > sorted[0]).Distinct()];
        if (edges.Length == 0 && (sorted.Length == 0 || sorted.Length == values.Length))
            return;
        _codes.Add(Array.ConvertAll(values, value =>
        {
            if (double.IsNaN(value))
                return (byte)0;
            var at = Array.BinarySearch(edges, value);
            return (byte)(1 + (at >= 0 ? at + 1 : ~at));
        }));
        _columns.Add((first, second));
    }
}
