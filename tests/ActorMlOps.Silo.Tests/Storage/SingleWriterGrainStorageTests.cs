using ActorMlOps.Silo.Storage;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace ActorMlOps.Silo.Tests.Storage;

public sealed class SingleWriterGrainStorageTests
{
    private static readonly GrainId Grain = GrainId.Create("t", "k");

    [Fact]
    public async Task Write_WhileAnotherIsUnderWay_WaitsForItsTurnInOrder()
    {
        var inner = new StorageAtWill();
        using var storage = new SingleWriterGrainStorage(inner);
        var state = new GrainState<string>("s");

        var calls = new List<Task>
        {
            storage.WriteStateAsync("1", Grain, state),
            storage.ClearStateAsync("2", Grain, state),
            storage.WriteStateAsync("3", Grain, state),
        };
        await storage.ReadStateAsync("read", Grain, state);
        Assert.Equal(["1", "read"], inner.Started);

        await inner.Finish("1");
        await inner.Finish("2");
        await inner.Finish("3");
        await Task.WhenAll(calls);
        Assert.Equal(["1", "read", "2", "3"], inner.Started);
    }

    [Fact]
    public async Task Write_ThatFails_LetsTheNextThrough()
    {
        var inner = new StorageAtWill();
        using var storage = new SingleWriterGrainStorage(inner);
        var state = new GrainState<string>("s");
        var failing = storage.WriteStateAsync("1", Grain, state);
        var next = storage.WriteStateAsync("2", Grain, state);

        await inner.Fail("1");
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        await inner.Finish("2");

        await next;
    }

    /// <summary>Writes that end when the test says so.</summary>
    private sealed class StorageAtWill : IGrainStorage
    {
        private readonly Dictionary<string, (TaskCompletionSource Start, TaskCompletionSource End)> _calls =
            new[] { "1", "2", "3" }.ToDictionary(name => name, _ => (new TaskCompletionSource(), new TaskCompletionSource()));

        public List<string> Started { get; } = [];

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            Started.Add(stateName);
            return Task.CompletedTask;
        }

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            Started.Add(stateName);
            _calls[stateName].Start.SetResult();
            return _calls[stateName].End.Task;
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            WriteStateAsync(stateName, grainId, grainState);

        public async Task Finish(string call)
        {
            await _calls[call].Start.Task.WaitAsync(TimeSpan.FromSeconds(30));
            _calls[call].End.SetResult();
        }

        public async Task Fail(string call)
        {
            await _calls[call].Start.Task.WaitAsync(TimeSpan.FromSeconds(30));
            _calls[call].End.SetException(new InvalidOperationException("disk"));
        }
    }
}
