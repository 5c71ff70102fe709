using System.Runtime.InteropServices;
using ActorMlOps.Monitoring;
using ActorMlOps.Serving;

namespace ActorMlOps.Client;

/// <summary>Rows to be observed, column by column; the first column says how many rows there are.</summary>
public sealed class ColumnBatch
{
    private readonly List<ObservationColumn> _columns = [];

    public int Rows { get; private set; }

    internal IReadOnlyList<ObservationColumn> Columns => _columns;

    public ColumnBatch Add(string name, ReadOnlySpan<double> values) => Add(name, TensorType.Fp64, values);

    public ColumnBatch Add(string name, ReadOnlySpan<float> values) => Add(name, TensorType.Fp32, values);

    /// <param name="values">At most 2^53 either way; greater ones are for text.</param>
    public ColumnBatch Add(string name, ReadOnlySpan<long> values) => Add(name, TensorType.Int64, values);

    /// <param name="values">Null: missing.</param>
    public ColumnBatch Add(string name, IReadOnlyList<double?> values) => Add(ObservationColumns.Numbers(name, values), values.Count);

    /// <param name="values">Null: missing.</param>
    public ColumnBatch Add(string name, IReadOnlyList<string?> values) => Add(ObservationColumns.Texts(name, values), values.Count);

    private ColumnBatch Add<T>(string name, TensorType type, ReadOnlySpan<T> values) where T : unmanaged =>
        Add(new(name, type, MemoryMarshal.AsBytes(values).ToArray(), default), values.Length);

    private ColumnBatch Add(ObservationColumn column, int rows)
    {
        if (_columns.Count > 0 && rows != Rows)
            throw new ArgumentException($"Column '{column.Name}' has {rows} rows; '{_columns[0].Name}' has {Rows}.", nameof(rows));
        if (_columns.Exists(c => c.Name == column.Name))
            throw new ArgumentException($"Column '{column.Name}' is given more than once.", nameof(column));
        Rows = rows;
        _columns.Add(column);
        return this;
    }
}
