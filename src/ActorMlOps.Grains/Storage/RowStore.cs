using Orleans.Storage;

namespace ActorMlOps.Grains.Storage;

/// <summary>
/// Rows of grain storage that are not the state of one grain: segments of windows, log rows, the policy record that every silo reads.
/// The same store, ETags and serializer as grain state.
/// </summary>
internal sealed class RowStore(IGrainStorage storage)
{
    private static readonly GrainType Type = GrainType.Create("actormlops.row");

    public async Task<Row<T>> ReadAsync<T>(string table, string key) where T : class
    {
        var state = new GrainState<T>();
        await storage.ReadStateAsync(table, Id(key), state);
        return state.RecordExists ? new(state.State, state.ETag) : Row<T>.None;
    }

    /// <param name="held">The row as last read or written; <see cref="Row{T}.None"/> for a new one.</param>
    /// <exception cref="InconsistentStateException">Somebody else wrote the row meanwhile.</exception>
    public async Task<Row<T>> WriteAsync<T>(string table, string key, Row<T> held, T next) where T : class
    {
        var state = State(held);
        state.State = next;
        await storage.WriteStateAsync(table, Id(key), state);
        return new(next, state.ETag);
    }

    public Task DeleteAsync<T>(string table, string key, Row<T> held) where T : class =>
        storage.ClearStateAsync(table, Id(key), State(held));

    /// <summary>
    /// Deletes rows that nobody writes again, in their order: if it breaks off, the later ones are left. One write where the store can do that.
    /// </summary>
    public async Task DeleteAsync<T>(string table, IReadOnlyList<(string Key, Row<T> Held)> held) where T : class
    {
        if (storage is IBulkGrainStorage bulk)
        {
            await bulk.DeleteAsync(table, [.. held.Select(h => Id(h.Key))]);
            return;
        }
        foreach (var (key, row) in held)
            await DeleteAsync(table, key, row);
    }

    private static GrainState<T> State<T>(Row<T> row) where T : class =>
        new() { State = row.Value!, ETag = row.ETag!, RecordExists = row.ETag is not null };

    private static GrainId Id(string key) => GrainId.Create(Type, key);
}
