using System.Diagnostics.CodeAnalysis;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Silo.Storage;
using ActorMlOps.Silo.Tests.Hosting;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace ActorMlOps.Silo.Tests.Storage;

/// <summary>What grains may rely on, asked of the storage as grains get it: gate, official provider, our schema, SQLite.</summary>
public sealed class GrainStorageTests(SiloFixture silo) : IClassFixture<SiloFixture>
{
    private const string StateName = "state";
    private readonly IGrainStorage _storage = silo.App.Services.GetRequiredKeyedService<IGrainStorage>(Silo.Storage.StorageNames.GrainStorage);

    [Fact]
    public void Registered_StorageOfGrains_IsGated() => Assert.IsType<SingleWriterGrainStorage>(_storage);

    [Fact]
    public async Task Read_NeverWritten_IsEmptyWithoutETag()
    {
        var state = await Read(NewGrain());

        Assert.False(state.RecordExists);
        Assert.Null(state.ETag);
        Assert.Empty(state.State);
    }

    [Fact]
    public async Task Write_ThenRead_GivesTheSameStateAndETag()
    {
        var grain = NewGrain();
        var written = await Write(grain, State(("a", 1), ("ä€\0", long.MinValue)));

        var read = await Read(grain);

        Assert.True(read.RecordExists);
        Assert.Equal(written.ETag, read.ETag);
        Assert.Equal(written.State, read.State);
    }

    [Fact]
    public async Task Write_Twice_ChangesTheETagEachTime()
    {
        var grain = NewGrain();
        var state = await Write(grain, State(("a", 1)));
        var first = state.ETag;
        state.State["a"] = 2;

        await _storage.WriteStateAsync(StateName, grain, state);

        Assert.NotEqual(first, state.ETag);
        Assert.Equal(2, (await Read(grain)).State["a"]);
    }

    [Fact]
    public async Task Write_WithStaleETag_ThrowsAndKeepsWhatIsStored()
    {
        var grain = NewGrain();
        await Write(grain, State(("a", 1)));
        var (one, other) = (await Read(grain), await Read(grain));
        one.State["a"] = 2;
        await _storage.WriteStateAsync(StateName, grain, one);
        other.State["a"] = 3;

        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync(StateName, grain, other));

        Assert.Equal(2, (await Read(grain)).State["a"]);
    }

    [Fact]
    public async Task Write_FirstByManyAtOnce_OneWins()
    {
        var grain = NewGrain();
        var writers = Enumerable.Range(0, 16).Select(i => State(("writer", i))).ToArray();

        var conflicts = await Task.WhenAll(writers.Select(state => Task.Run(
            () => Record.ExceptionAsync(() => _storage.WriteStateAsync(StateName, grain, state)))));

        Assert.Equal(15, conflicts.Count(conflict => conflict is InconsistentStateException));
        var winner = Assert.Single(writers, state => state.RecordExists);
        Assert.Equal(winner.State, (await Read(grain)).State);
    }

    [Fact]
    public async Task Clear_ThenRead_IsEmptyAndWritableAgain()
    {
        var grain = NewGrain();
        var state = await Write(grain, State(("a", 1)));

        await _storage.ClearStateAsync(StateName, grain, state);

        Assert.False(state.RecordExists);
        Assert.False((await Read(grain)).RecordExists);
        await Write(grain, State(("b", 2)));
        Assert.Equal(2, (await Read(grain)).State["b"]);
    }

    [Fact]
    public async Task Clear_WithStaleETag_ThrowsAndKeepsWhatIsStored()
    {
        var grain = NewGrain();
        await Write(grain, State(("a", 1)));
        var stale = await Read(grain);
        var current = await Read(grain);
        await _storage.WriteStateAsync(StateName, grain, current);

        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.ClearStateAsync(StateName, grain, stale));

        Assert.True((await Read(grain)).RecordExists);
    }

    [Fact]
    public async Task Write_WithETagFromBeforeAClear_DoesNotMatchTheNewRow()
    {
        var grain = NewGrain();
        var state = await Write(grain, State(("a", 1)));
        var stale = await Read(grain);
        await _storage.ClearStateAsync(StateName, grain, state);
        await Write(grain, State(("a", 2)));

        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync(StateName, grain, stale));

        Assert.Equal(2, (await Read(grain)).State["a"]);
    }

    [Fact]
    public async Task Delete_SomeRowsAtOnce_LeavesTheOthersAndOtherStates()
    {
        var model = Guid.NewGuid().ToString("n");
        GrainId[] rows = [.. Enumerable.Range(0, 12).Select(i => GrainId.Create("test.row", $"{model}/0/{i}"))];
        foreach (var row in rows)
        {
            await Write(row, State(("a", 1)));
            await _storage.WriteStateAsync("other", row, State(("a", 2)));
        }

        await ((IBulkGrainStorage)_storage).DeleteAsync(StateName, [.. rows[1..11], NewGrain()]);

        var left = await Task.WhenAll(rows.Select(Read));
        Assert.Equal([0, 11], Enumerable.Range(0, rows.Length).Where(i => left[i].RecordExists));
        var other = State();
        await _storage.ReadStateAsync("other", rows[5], other);
        Assert.Equal(2, other.State["a"]);
    }

    [Fact]
    public async Task Write_StatesAndGrainsOfLikeNames_AreApart()
    {
        var suffix = Guid.NewGuid().ToString("n");
        (string Name, GrainId Grain)[] keys =
        [
            ("a", GrainId.Create("t", suffix)), ("A", GrainId.Create("t", suffix)), ("b", GrainId.Create("t", suffix)),
            ("a", GrainId.Create("t", suffix.ToUpperInvariant() + "x")), ("a", GrainId.Create("t", suffix + " ")),
            ("a", GrainId.Create(GrainType.Create("t"), GrainIdKeyExtensions.CreateIntegerKey(7))),
            ("a", GrainId.Create(GrainType.Create("t"), GrainIdKeyExtensions.CreateIntegerKey(7, suffix))),
            ("a", GrainId.Create(GrainType.Create("t"), GrainIdKeyExtensions.CreateGuidKey(Guid.NewGuid(), "#"))),
        ];
        for (var i = 0; i < keys.Length; i++) await _storage.WriteStateAsync(keys[i].Name, keys[i].Grain, State(("i", i)));

        for (var i = 0; i < keys.Length; i++)
        {
            var read = State();
            await _storage.ReadStateAsync(keys[i].Name, keys[i].Grain, read);
            Assert.Equal(i, read.State["i"]);
        }
    }

    [Fact]
    public async Task Write_AnyState_IsReadBack() =>
        await Gen.Dictionary(Gen.String, Gen.Long).SampleAsync(
            async content =>
            {
                var grain = NewGrain();
                await Write(grain, new StoredState { State = content });
                return (await Read(grain)).State.OrderBy(pair => pair.Key, StringComparer.Ordinal).SequenceEqual(content.OrderBy(pair => pair.Key, StringComparer.Ordinal));
            },
            iter: 50);

    private static GrainId NewGrain() => GrainId.Create("test", Guid.NewGuid().ToString("n") + "/key");

    private static StoredState State(params (string Key, long Value)[] values) =>
        new() { State = values.ToDictionary(pair => pair.Key, pair => pair.Value) };

    private async Task<StoredState> Write(GrainId grain, StoredState state)
    {
        await _storage.WriteStateAsync(StateName, grain, state);
        return state;
    }

    private async Task<StoredState> Read(GrainId grain)
    {
        var state = State();
        await _storage.ReadStateAsync(StateName, grain, state);
        return state;
    }

    private sealed class StoredState : IGrainState<Dictionary<string, long>>
    {
        [AllowNull]
        public Dictionary<string, long> State { get; set; } = [];

        public string? ETag { get; set; }

        public bool RecordExists { get; set; }
    }
}
