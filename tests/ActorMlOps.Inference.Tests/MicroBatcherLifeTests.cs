using ActorMlOps.Inference.Tests.Support;

namespace ActorMlOps.Inference.Tests;

/// <summary>Lanes and their commands, draining and stopping.</summary>
public sealed class MicroBatcherLifeTests
{
    private static MicroBatcher LookUp(int lanes = 1, bool ownsEngine = true, BatchLog? log = null)
    {
        var options = new EngineOptions { Lanes = lanes };
        return new MicroBatcher(
            OnnxModel.Load(OnnxBuilder.LookUp(), options),
            new MicroBatcherSettings { Options = options, OwnsEngine = ownsEngine, Observer = log });
    }

    private static Task<InferenceResult> Send(MicroBatcher batcher, long index) =>
        batcher.RunAsync(1, [Tensors.Of(index)]).AsTask().WaitAsync(HeldLane.Patience);

    [Fact]
    public async Task DrainAsync_AnswersWhatWasAcceptedAndRefusesTheRest()
    {
        await using var batcher = LookUp();
        Task<InferenceResult>[] accepted;
        Task drained;
        await using (await HeldLane.OfAsync(batcher))
        {
            accepted = [.. Enumerable.Range(0, 300).Select(i => Send(batcher, i % 3))];
            drained = batcher.DrainAsync();
            Assert.False(drained.IsCompleted);
            var refused = await Send(batcher, 0);
            Assert.Equal(InferenceOutcome.Stopped, refused.Outcome);
            Assert.Contains("unloaded", refused.Error, StringComparison.Ordinal);
        }
        await drained.WaitAsync(HeldLane.Patience);
        Assert.All(await Task.WhenAll(accepted), r => Assert.Equal(InferenceOutcome.Done, r.Outcome));
        Assert.Equal(0, batcher.QueuedRows);
    }

    [Fact]
    public async Task DrainAsync_Idle_CompletesAtOnceAndAgain()
    {
        await using var batcher = LookUp();
        await batcher.DrainAsync().WaitAsync(HeldLane.Patience);
        await batcher.DrainAsync().WaitAsync(HeldLane.Patience);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DisposeAsync_DisposesTheEngineOnlyIfItOwnsIt(bool owns)
    {
        var batcher = LookUp(ownsEngine: owns);
        var engine = batcher.Engine;
        await batcher.DisposeAsync();
        await batcher.DisposeAsync();
        if (owns)
            Assert.Throws<ObjectDisposedException>(() => engine.Run(1, [Tensors.Of(0L)]));
        else
            Assert.Single(engine.Run(1, [Tensors.Of(0L)]));
        engine.Dispose();
    }

    [Fact]
    public async Task RunAsync_EngineDisposedUnderneath_IsStopped()
    {
        await using var batcher = LookUp();
        Task<InferenceResult>[] answers;
        await using (await HeldLane.OfAsync(batcher))
        {
            answers = [Send(batcher, 0), Send(batcher, 1)];
            batcher.Engine.Dispose();
        }
        Assert.All(await Task.WhenAll(answers), r => Assert.Equal(InferenceOutcome.Stopped, r.Outcome));
    }

    [Fact]
    public async Task OnLaneAsync_RunsBetweenBatchesInOrder()
    {
        var log = new BatchLog();
        await using var batcher = LookUp(log: log);
        var order = new List<string>();
        Task last;
        Task<InferenceResult> answer;
        await using (await HeldLane.OfAsync(batcher))
        {
            answer = Send(batcher, 0);
            _ = batcher.OnLaneAsync(0, () => order.Add("first, after " + log.Entries.Length));
            last = batcher.OnLaneAsync(0, () => order.Add("second"));
        }
        await last.WaitAsync(HeldLane.Patience);
        await answer;
        Assert.Equal(["first, after 0", "second"], order);
    }

    [Fact]
    public async Task OnLaneAsync_CommandThrows_FailsOnlyItsTask()
    {
        await using var batcher = LookUp();
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => batcher.OnLaneAsync(0, () => throw new InvalidDataException("mine")));
        Assert.Equal("mine", error.Message);
        Assert.Equal(InferenceOutcome.Done, (await Send(batcher, 0)).Outcome);
    }

    [Fact]
    public async Task OnLaneAsync_AfterDrain_StillRuns()
    {
        await using var batcher = LookUp();
        await batcher.DrainAsync();
        bool ran = false;
        await batcher.OnLaneAsync(0, () => ran = true).WaitAsync(HeldLane.Patience);
        Assert.True(ran);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public async Task OnLaneAsync_NoSuchLane_Throws(int lane)
    {
        await using var batcher = LookUp(lanes: 2);
        Assert.Equal(2, batcher.Lanes);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => batcher.OnLaneAsync(lane, () => { }));
    }

    [Fact]
    public async Task Lane_NeverOnTwoThreadsAtOnce()
    {
        await using var batcher = LookUp(lanes: 2);
        int[] inside = [0, 0], ran = [0, 0];
        bool overlapped = false;
        await Parallel.ForEachAsync(Enumerable.Range(0, 400), async (i, _) =>
        {
            int lane = i % 2;
            await batcher.OnLaneAsync(lane, () =>
            {
                overlapped |= Interlocked.Increment(ref inside[lane]) != 1;
                ran[lane]++;
                Interlocked.Decrement(ref inside[lane]);
            });
            Assert.Equal(InferenceOutcome.Done, (await Send(batcher, i % 3)).Outcome);
        });
        Assert.False(overlapped);
        Assert.Equal([200, 200], ran);
    }

    [Fact]
    public async Task RunAsync_SecondLaneFree_DoesNotWaitForALongBatch()
    {
        // A batch of images waits: more than the held lane is trusted to be through with soon, and too much for a caller's thread.
        var options = new EngineOptions { Lanes = 2 };
        await using var batcher = new MicroBatcher(Material.Load("mnist_cnn/v1", options), new MicroBatcherSettings { Options = options });
        var images = new TensorData(new byte[128 * 4 * 28 * 28]);
        Assert.Equal(InferenceOutcome.Done, (await batcher.RunAsync(128, [images])).Outcome);
        await using (await HeldLane.OfAsync(batcher))
            Assert.Equal(InferenceOutcome.Done, (await batcher.RunAsync(128, [images]).AsTask().WaitAsync(HeldLane.Patience)).Outcome);
    }
}
