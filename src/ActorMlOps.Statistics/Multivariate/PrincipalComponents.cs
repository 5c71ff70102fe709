using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace ActorMlOps.Statistics.Multivariate;

/// <summary>Leading eigenvectors of a correlation matrix and how far rows are from the plane they span.</summary>
/// <remarks>
/// Invariants: at least one component and at least one less than the columns, so that the error can be anything but 0; also with
/// fewer rows than columns. Pearson 1901. Error: about 1e-14 of a row's length. Cost: rows x columns^2 + columns^3.
/// </remarks>
internal sealed class PrincipalComponents
{
    // Of a Vector256<double>.
    private const int Lanes = 4;

    private readonly Standardiser _columns;
    private readonly double[][] _components;

    private PrincipalComponents(Standardiser columns, double[][] components, double explained) =>
        (_columns, _components, ExplainedVariance) = (columns, components, explained);

    public int Count => _components.Length;

    /// <summary>Share of the variance the components explain, in (0, 1].</summary>
    public double ExplainedVariance { get; }

    /// <summary>Fits on the rows that <paramref name="take"/> accepts; null if fewer than two columns vary among them.</summary>
    public static PrincipalComponents? Fit(RowSample sample, double explained, Func<int, bool> take)
    {
        var columns = Standardiser.Fit(sample, null, take);
        var width = columns.Varying.Length;
        if (width < 2)
            return null;
        var correlations = new double[width, width];
        var row = new double[width];
        for (var r = 0; r < sample.Rows; r++)
        {
            if (!take(r))
                continue;
            columns.Row(sample[r], row);
            for (var i = 0; i < width; i++)
            {
                for (var j = 0; j <= i; j++)
                    correlations[i, j] += row[i] * row[j];
            }
        }

        for (var i = 0; i < width; i++)
        {
            for (var j = 0; j < i; j++)
                correlations[j, i] = correlations[i, j];
        }

        // Eigenvalues ascend.
        var eigen = DenseMatrix.OfArray(correlations).Evd(Symmetricity.Symmetric);
        var values = eigen.EigenValues.Select(value => Math.Max(0, value.Real)).ToArray();
        double total = values.Sum(), sum = 0;
        var components = new List<double[]>();
        for (var i = width - 1; i > 0 && (components.Count == 0 || sum < explained * total); i--)
        {
            components.Add(eigen.EigenVectors.Column(i).ToArray());
            sum += values[i];
        }

        return new(columns, [.. components], Math.Min(1, sum / total));
    }

    /// <summary>Euclidean distance of each row from its reconstruction, in standard deviations.</summary>
    /// <remarks>Four rows at a time, each in a lane of its own: the same sums in the same order as row by row.</remarks>
    public double[] Errors(RowSample sample)
    {
        var errors = new double[sample.Rows];
        var row = new double[_columns.Varying.Length];
        var lanes = new double[row.Length * Lanes];
        var rest = MemoryMarshal.Cast<double, Vector256<double>>(lanes.AsSpan());
        for (var first = 0; first < errors.Length; first += Lanes)
        {
            var rows = Math.Min(Lanes, errors.Length - first);
            for (var lane = 0; lane < rows; lane++)
            {
                _columns.Row(sample[first + lane], row);
                for (var i = 0; i < row.Length; i++)
                    lanes[(i * Lanes) + lane] = row[i];
            }

            var distances = Distances(rest);
            for (var lane = 0; lane < rows; lane++)
                errors[first + lane] = distances[lane];
        }

        return errors;
    }

    private Vector256<double> Distances(Span<Vector256<double>> rest)
    {
        foreach (var component in _components)
        {
            var along = Vector256<double>.Zero;
            for (var i = 0; i < rest.Length; i++)
                along += rest[i] * component[i];
            for (var i = 0; i < rest.Length; i++)
                rest[i] -= along * component[i];
        }

        var squares = Vector256<double>.Zero;
        foreach (var value in rest)
            squares += value * value;
        return Vector256.Sqrt(squares);
    }
}
