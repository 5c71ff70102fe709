using Microsoft.Data.Sqlite;
using Orleans.Hosting;
using Orleans.Storage;

namespace ActorMlOps.Silo.Storage;

/// <summary>Registers the grain storage <see cref="StorageNames.GrainStorage"/> over a SQLite file.</summary>
public static class SqliteGrainStorage
{
    /// <summary>Full path of the database -> connection string. The time-out is how long a statement waits for the lock.</summary>
    public static string ConnectionString(string databaseFile, TimeSpan busyTimeout) => new SqliteConnectionStringBuilder
    {
        DataSource = databaseFile,
        DefaultTimeout = (int)busyTimeout.TotalSeconds,
    }.ToString();

    /// <summary>The schema must have been applied (<see cref="SqliteSchema"/>).</summary>
    public static ISiloBuilder AddSqliteGrainStorage(this ISiloBuilder silo, string connectionString)
    {
        silo.Services.AddAdoNetGrainStorage(StorageNames.Unguarded, options => options.Configure<Orleans.Serialization.Serializer>((storage, serializer) =>
        {
            // The provider's name for SQLite, whichever driver is there; it loads Microsoft.Data.Sqlite.
            storage.Invariant = "System.Data.SQLite";
            storage.ConnectionString = connectionString;
            storage.DeleteStateOnClear = true;
            storage.GrainStorageSerializer = SerializerOf(serializer);
        }));
        silo.Services.AddKeyedSingleton<IGrainStorage>(
            StorageNames.GrainStorage,
            (services, _) => new SingleWriterGrainStorage(
                services.GetRequiredKeyedService<IGrainStorage>(StorageNames.Unguarded),
                SerializerOf(services.GetRequiredService<Orleans.Serialization.Serializer>()),
                connectionString));
        return silo;
    }

    private static SerializedState.Serializer SerializerOf(Orleans.Serialization.Serializer serializer) => new(new OrleansGrainStorageSerializer(serializer));
}
