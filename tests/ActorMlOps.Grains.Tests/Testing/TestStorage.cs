using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Storage;

namespace ActorMlOps.Grains.Tests.Testing;

/// <summary>What happens to a write that a test wants to go wrong.</summary>
internal enum Fault
{
    None,

    /// <summary>Nothing is written, and the writer is told so.</summary>
    Refused,

    /// <summary>It is written, but the writer sees an exception: the outcome that a crash or a cut connection leaves open.</summary>
    WrittenButThrows,
}

/// <summary>Rows as bytes with ETags, shared by all silos of a test: they outlive silos and grains. Faults by table.</summary>
internal sealed class TestStorage : IGrainStorage
{
    private static readonly Serializer Serializer =
        new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    private readonly ConcurrentDictionary<(string Table, string Id), (byte[] Bytes, string ETag)> _rows = new();
    private long _etag;

    /// <summary>Asked before each write and deletion, by table and key of the row.</summary>
    public Func<string, string, Fault> OnWrite { get; set; } = (_, _) => Fault.None;

    /// <summary>Awaited before each read.</summary>
    public Func<string, string, Task> OnRead { get; set; } = (_, _) => Task.CompletedTask;

    public long Writes;

    public string[] Keys(string table) => [.. _rows.Keys.Where(k => k.Table == table).Select(k => k.Id).Order(StringComparer.Ordinal)];

    public long Bytes(string table) => _rows.Where(r => r.Key.Table == table).Sum(r => (long)r.Value.Bytes.Length);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await OnRead(stateName, grainId.Key.ToString()!);
        if (_rows.TryGetValue(Id(stateName, grainId), out var row))
        {
            grainState.State = Serializer.Deserialize<T>(row.Bytes);
            (grainState.ETag, grainState.RecordExists) = (row.ETag, true);
            return;
        }
        grainState.State = typeof(T).GetConstructor([]) is null ? default! : Activator.CreateInstance<T>();
        (grainState.ETag, grainState.RecordExists) = (null!, false);
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var fault = OnWrite(stateName, grainId.Key.ToString()!);
        if (fault == Fault.Refused)
            throw new IOException($"Refused: {stateName} {grainId.Key}");
        var etag = Interlocked.Increment(ref _etag).ToString();
        var bytes = Serializer.SerializeToArray(grainState.State);
        lock (_rows)
        {
            Check(stateName, grainId, grainState.ETag);
            _rows[Id(stateName, grainId)] = (bytes, etag);
        }
        Interlocked.Increment(ref Writes);
        if (fault == Fault.WrittenButThrows)
            throw new IOException($"Written, but cut off: {stateName} {grainId.Key}");
        (grainState.ETag, grainState.RecordExists) = (etag, true);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (OnWrite(stateName, grainId.Key.ToString()!) == Fault.Refused)
            throw new IOException($"Refused: {stateName} {grainId.Key}");
        lock (_rows)
        {
            Check(stateName, grainId, grainState.ETag);
            _rows.TryRemove(Id(stateName, grainId), out _);
        }
        (grainState.ETag, grainState.RecordExists) = (null!, false);
        return Task.CompletedTask;
    }

    private void Check(string table, GrainId grainId, string? held)
    {
        var stored = _rows.TryGetValue(Id(table, grainId), out var row) ? row.ETag : null;
        if (stored != held)
            throw new InconsistentStateException($"{table} {grainId.Key}: stored {stored ?? "nothing"}, held {held ?? "nothing"}.");
    }

    private static (string, string) Id(string table, GrainId grainId) => (table, grainId.ToString());
}
