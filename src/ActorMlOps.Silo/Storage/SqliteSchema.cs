using ActorMlOps.Silo.Hosting;
using Microsoft.Data.Sqlite;

namespace ActorMlOps.Silo.Storage;

/// <summary>Brings a database file to the schema of this build: a new file is filled, an older schema is brought up, a newer one is refused.</summary>
public static class SqliteSchema
{
    /// <summary>Grows by one whenever <c>sqlite.sql</c> changes; the script can be run over every older schema.</summary>
    public const int Version = 1;

    /// <exception cref="StartupException">The schema is newer than this build, or the file is not a database that can be used.</exception>
    public static void Apply(string connectionString)
    {
        try
        {
            using var connection = new SqliteConnection(connectionString);
            connection.Open();
            Execute(connection, "PRAGMA journal_mode = WAL");

            // Not deferred: takes the write lock at once, so that of two silos that start together one waits.
            using var transaction = connection.BeginTransaction(deferred: false);
            Execute(connection, "CREATE TABLE IF NOT EXISTS ActorMlOpsSchema (Version INTEGER NOT NULL)");
            var stored = Execute(connection, "SELECT MAX(Version) FROM ActorMlOpsSchema") as long? ?? 0;
            if (stored > Version)
            {
                throw new StartupException(
                    $"The schema of {connection.DataSource} has version {stored}, this build knows {Version}: a newer ActorMlOps wrote it. "
                    + "Start that one, or restore the backup that was made before the upgrade.");
            }

            if (stored < Version)
            {
                Execute(connection, Script());
                Execute(connection, $"DELETE FROM ActorMlOpsSchema; INSERT INTO ActorMlOpsSchema (Version) VALUES ({Version})");
            }

            transaction.Commit();
        }
        catch (SqliteException failure)
        {
            var file = new SqliteConnectionStringBuilder(connectionString).DataSource;
            throw new StartupException($"{file} cannot be used as the database: {failure.Message} Restore it from a backup, or name another directory with --data.", failure);
        }
    }

    private static object? Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static string Script()
    {
        using var resource = typeof(SqliteSchema).Assembly.GetManifestResourceStream("ActorMlOps.Silo.Storage.sqlite.sql")!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}
