using Orleans.Storage;

namespace ActorMlOps.Grains.Storage;

/// <summary>
/// Rows of grain storage that are not the state of one grain: segments of windows, log rows, the policy record that every silo reads.
/// The same store, ETags and serializer as grain state.
/// </summary>
internal sealed class RowStore(IGrainStorage storage)
{
    private static readonly GrainType Type = GrainType.Create("actormlops.row");

    /// <summary>Reads a row; <see cref="GrainState{T}.RecordExists"/> tells whether there is one.</summary>
    public async Task<GrainState<T>> ReadAsync<T>(string table, string key) where T : class
    {
        var row = new GrainState<T>();
        await storage.ReadStateAsync(table, Id(key), row);
        return row;
    }

    /// <exception cref="InconsistentStateException">Somebody else wrote the row since it was read.</exception>
    public Task WriteAsync<T>(string table, string key, GrainState<T> row) where T : class =>
        storage.WriteStateAsync(table, Id(key), row);

    public Task DeleteAsync<T>(string table, string key, GrainState<T> row) where T : class =>
        storage.ClearStateAsync(table, Id(key), row);

    private static GrainId Id(string key) => GrainId.Create(Type, key);
}
