namespace ActorMlOps.Statistics.Multivariate;

/// <summary>A sample of whole rows, for example a window's reservoir. Missing values are NaN. Immutable.</summary>
public sealed class RowSample
{
    private readonly double[] _values;

    /// <summary>Takes rows over.</summary>
    /// <param name="values">Row-major; not to be changed afterwards; any doubles.</param>
    /// <param name="columns">Values a row; at least 1.</param>
    /// <exception cref="ArgumentException">The values are no whole number of rows.</exception>
    public RowSample(double[] values, int columns)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (values.Length % columns != 0)
            throw new ArgumentException($"{values.Length} values are no whole number of rows of {columns} columns.", nameof(values));
        (_values, Columns) = (values, columns);
    }

    /// <summary>Values a row.</summary>
    public int Columns { get; }

    /// <summary>Number of rows.</summary>
    public int Rows => _values.Length / Columns;

    /// <summary>The row at <paramref name="index"/>.</summary>
    public ReadOnlySpan<double> this[int index] => _values.AsSpan(index * Columns, Columns);

    internal void CheckColumns(RowSample other)
    {
        if (other.Columns != Columns)
        {
            throw new ArgumentException(
                $"The reference has {Columns} columns, the window {other.Columns}; sample the same columns.", nameof(other));
        }
    }
}
