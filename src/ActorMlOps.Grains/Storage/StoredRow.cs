namespace ActorMlOps.Grains.Storage;

/// <summary>A row that one grain writes, with the value to start from where there is none. Seen only after it is written.</summary>
internal sealed class StoredRow<T> where T : class
{
    private readonly RowStore _rows;
    private readonly string _table;
    private readonly string _key;
    private readonly T _empty;
    private Row<T> _row;

    private StoredRow(RowStore rows, string table, string key, T empty, Row<T> row) => (_rows, _table, _key, _empty, _row) = (rows, table, key, empty, row);

    public T Value => _row.Value ?? _empty;

    public static async Task<StoredRow<T>> LoadAsync(RowStore rows, string table, string key, T empty) =>
        new(rows, table, key, empty, await rows.ReadAsync<T>(table, key));

    /// <summary>If the write throws, its outcome is unknown: what is stored counts.</summary>
    public async Task WriteAsync(T next)
    {
        try
        {
            _row = await _rows.WriteAsync(_table, _key, _row, next);
        }
        catch
        {
            _row = await _rows.ReadAsync<T>(_table, _key);
            throw;
        }
    }
}
