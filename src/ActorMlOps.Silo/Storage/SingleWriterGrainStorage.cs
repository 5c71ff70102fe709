using System.Text.Json;
using ActorMlOps.Grains.Storage;
using Microsoft.Data.Sqlite;
using Orleans.Runtime;
using Orleans.Storage;

namespace ActorMlOps.Silo.Storage;

/// <summary>
/// Lets one write through at a time, in the order of their arrival; reads pass.
/// SQLite has one writer anyway, but its .NET driver waits for the lock by sleeping 150 ms on a pool thread.
/// </summary>
/// <remarks>
/// States are serialized before their turn: a large one takes as long for that as for being written, and would keep all others waiting.
/// </remarks>
/// <param name="serializer">Knows <see cref="SerializedState"/>; null: the inner storage serializes.</param>
/// <param name="connectionString">Of the database, for writes that the inner storage does not have.</param>
public sealed class SingleWriterGrainStorage(IGrainStorage inner, IGrainStorageSerializer? serializer = null, string? connectionString = null)
    : IGrainStorage, IBulkGrainStorage, IDisposable
{
    // The provider's keys: a key that is neither a number nor a GUID is stored as its text.
    private const string DeleteRows = """
        PRAGMA synchronous = NORMAL;
        DELETE FROM OrleansStorage
        WHERE ServiceId = @service AND GrainTypeString = @state AND GrainIdN0 = 0 AND GrainIdN1 = 0
          AND GrainIdExtensionString IN (SELECT value FROM json_each(@ids));
        """;

    private readonly SemaphoreSlim _turn = new(1, 1);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ReadStateAsync(stateName, grainId, grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => serializer is null
        ? InTurnAsync(() => inner.WriteStateAsync(stateName, grainId, grainState))
        : WriteAheadAsync(stateName, grainId, grainState, serializer.Serialize(grainState.State));

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        InTurnAsync(() => inner.ClearStateAsync(stateName, grainId, grainState));

    public Task DeleteAsync(string stateName, IReadOnlyCollection<GrainId> rows) => InTurnAsync(async () =>
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync().ConfigureAwait(false);
        await using var command = connection.CreateCommand();
        command.CommandText = DeleteRows;
        command.Parameters.AddWithValue("@service", StorageNames.ServiceId);
        command.Parameters.AddWithValue("@state", stateName);
        command.Parameters.AddWithValue("@ids", JsonSerializer.Serialize(rows.Select(r => r.Key.ToString())));
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    });

    public void Dispose() => _turn.Dispose();

    private async Task WriteAheadAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, BinaryData bytes)
    {
        var serialized = new GrainState<SerializedState>(new(bytes), grainState.ETag) { RecordExists = grainState.RecordExists };
        await InTurnAsync(() => inner.WriteStateAsync(stateName, grainId, serialized)).ConfigureAwait(false);
        (grainState.ETag, grainState.RecordExists) = (serialized.ETag, serialized.RecordExists);
    }

    private async Task InTurnAsync(Func<Task> write)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            await write().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }
}
