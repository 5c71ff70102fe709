namespace ActorMlOps.Inference.Tests.Support;

/// <summary>Keeps a batcher's only lane busy, so that what is sent meanwhile waits together; released when disposed.</summary>
internal sealed class HeldLane : IAsyncDisposable
{
    private readonly ManualResetEventSlim _release = new();
    private readonly Task _command;

    private HeldLane(MicroBatcher batcher, TaskCompletionSource entered)
    {
        _command = batcher.OnLaneAsync(0, () =>
        {
            entered.SetResult();
            Assert.True(_release.Wait(Patience));
        });
    }

    /// <summary>How long a test waits for what must come.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    public static async Task<HeldLane> OfAsync(MicroBatcher batcher)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var lane = new HeldLane(batcher, entered);
        await entered.Task.WaitAsync(Patience);
        return lane;
    }

    public async Task ReleaseAsync()
    {
        _release.Set();
        await _command.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync() => await ReleaseAsync();
}
