using ActorMlOps.Silo.Hosting;
using ActorMlOps.Silo.Storage;
using ActorMlOps.Testing;
using Microsoft.Data.Sqlite;

namespace ActorMlOps.Silo.Tests.Storage;

public sealed class SqliteSchemaTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _connectionString;

    public SqliteSchemaTests() => _connectionString = SqliteGrainStorage.ConnectionString(_directory["state.db"], TimeSpan.FromSeconds(5));

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _directory.Dispose();
    }

    [Fact]
    public void Apply_FreshFile_HasTheFourQueriesAndTheVersion()
    {
        SqliteSchema.Apply(_connectionString);

        Assert.Equal(4L, Query("SELECT COUNT(*) FROM OrleansQuery"));
        Assert.Equal((long)SqliteSchema.Version, Query("SELECT Version FROM ActorMlOpsSchema"));
        Assert.Equal("wal", Query("PRAGMA journal_mode"));
    }

    [Fact]
    public void Apply_Twice_KeepsWhatIsStored()
    {
        SqliteSchema.Apply(_connectionString);
        Query("INSERT INTO OrleansStorage VALUES ('s', 't', 1, 2, '', 3, NULL)");

        SqliteSchema.Apply(_connectionString);

        Assert.Equal(1L, Query("SELECT COUNT(*) FROM OrleansStorage"));
        Assert.Equal(1L, Query("SELECT COUNT(*) FROM ActorMlOpsSchema"));
    }

    [Fact]
    public async Task Apply_ByManyAtOnce_AllSucceed()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => SqliteSchema.Apply(_connectionString))));

        Assert.Equal(1L, Query("SELECT COUNT(*) FROM ActorMlOpsSchema"));
    }

    [Fact]
    public void Apply_OlderSchema_IsBroughtUpWithItsRows()
    {
        SqliteSchema.Apply(_connectionString);
        Query("INSERT INTO OrleansStorage VALUES ('s', 't', 1, 2, '', 3, NULL)");
        Query("UPDATE ActorMlOpsSchema SET Version = 0");
        Query("UPDATE OrleansQuery SET QueryText = 'old'");

        SqliteSchema.Apply(_connectionString);

        Assert.Equal(0L, Query("SELECT COUNT(*) FROM OrleansQuery WHERE QueryText = 'old'"));
        Assert.Equal(1L, Query("SELECT COUNT(*) FROM OrleansStorage"));
        Assert.Equal((long)SqliteSchema.Version, Query("SELECT Version FROM ActorMlOpsSchema"));
    }

    [Fact]
    public void Apply_NewerSchema_IsRefusedAndUntouched()
    {
        SqliteSchema.Apply(_connectionString);
        Query($"UPDATE ActorMlOpsSchema SET Version = {SqliteSchema.Version + 1}");

        var failure = Assert.Throws<StartupException>(() => SqliteSchema.Apply(_connectionString));

        Assert.Contains($"has version {SqliteSchema.Version + 1}, this build knows {SqliteSchema.Version}", failure.Message, StringComparison.Ordinal);
        Assert.Equal(SqliteSchema.Version + 1L, Query("SELECT Version FROM ActorMlOpsSchema"));
    }

    [Fact]
    public void Apply_FileThatIsNoDatabase_IsRefusedAndUntouched()
    {
        var text = new string('x', 4096);
        File.WriteAllText(_directory["state.db"], text);

        var failure = Assert.Throws<StartupException>(() => SqliteSchema.Apply(_connectionString));

        Assert.Contains(_directory["state.db"], failure.Message, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(_directory["state.db"]));
    }

    [Fact]
    public void Storage_SameKeyTwice_IsRefusedByTheDatabaseItself()
    {
        SqliteSchema.Apply(_connectionString);
        Query("INSERT INTO OrleansStorage VALUES ('s', 't', 1, 2, '', 3, NULL)");

        Assert.Throws<SqliteException>(() => Query("INSERT INTO OrleansStorage VALUES ('s', 't', 1, 2, '', 4, NULL)"));
    }

    private object? Query(string sql)
    {
        using var connection = new SqliteConnection(_connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
