using ActorMlOps.Inference.Tests.Support;

namespace ActorMlOps.Inference.Tests;

/// <summary>Callers with thousands of rows beside callers with one.</summary>
public sealed class FairnessTests
{
    private static readonly EngineOptions OneLane = new() { Lanes = 1, MaxBatch = 128, Queue = 1_000 };

    private static MicroBatcher LookUp(IBatchObserver? log, EngineOptions? options = null) => new(
        OnnxModel.Load(OnnxBuilder.LookUp(), options ?? OneLane), new MicroBatcherSettings { Options = options ?? OneLane, Observer = log });

    private static Task<InferenceResult> Send(MicroBatcher batcher, int rows, object state, CancellationToken cancellation = default) =>
        batcher.RunAsync(new InferenceRequest(rows, [Tensors.Of<long>([.. Enumerable.Range(0, rows).Select(r => (long)(r % 3))])], state), cancellation)
            .AsTask().WaitAsync(HeldLane.Patience);

    [Fact]
    public async Task RunAsync_HugeRequestFirst_OthersGetTheirTurnBetweenItsSlices()
    {
        var log = new BatchLog();
        await using var batcher = LookUp(log);
        Task<InferenceResult> huge, single;
        await using (await HeldLane.OfAsync(batcher))
        {
            huge = Send(batcher, 1_000, "huge");
            single = Send(batcher, 1, "single");
        }
        Assert.Equal(10f, Assert.Single((await single).Outputs[0].Values<float>()));
        var expected = Enumerable.Range(0, 1_000).Select(r => 10f * ((r % 3) + 1));
        Assert.Equal(expected, (await huge).Outputs[0].Values<float>());
        Assert.Equal(["single", "huge"], log.Entries.Select(e => e.Parts.Single().State));
    }

    [Fact]
    public async Task Observer_OfAHugeRequest_SeesAllItsRowsAtOnce()
    {
        var log = new BatchLog();
        await using var batcher = LookUp(log);
        await Send(batcher, 1_000, "huge");
        var batch = Assert.Single(log.Entries);
        Assert.Equal(new BatchPart("huge", 0, 1_000), Assert.Single(batch.Parts));
        Assert.Equal(1_000, batch.Inputs[0].Values<long>().Length);
        Assert.Equal(batch.Inputs[0].Values<long>().Select(x => 10f * (x + 1)), batch.Outputs[0].Values<float>());
    }

    [Fact]
    public async Task RunAsync_HugeRequestsFillTheirRoom_SingleRowsAreStillTaken()
    {
        await using var batcher = LookUp(null);
        var answers = new List<Task<InferenceResult>>();
        await using (await HeldLane.OfAsync(batcher))
        {
            answers.Add(Send(batcher, 700, "huge"));
            Assert.Equal(InferenceOutcome.Overloaded, (await Send(batcher, 301, "huge")).Outcome);
            answers.AddRange(Enumerable.Range(0, 1_000).Select(_ => Send(batcher, 1, "single")));
            Assert.Equal(InferenceOutcome.Overloaded, (await Send(batcher, 1, "single")).Outcome);
            Assert.Equal(1_700, batcher.QueuedRows);
        }
        Assert.All(await Task.WhenAll(answers), r => Assert.Equal(InferenceOutcome.Done, r.Outcome));
    }

    [Fact]
    public async Task RunAsync_HugeRequestCancelledBetweenSlices_IsNotRunOn()
    {
        using var cancellation = new CancellationTokenSource();
        var log = new BatchLog();
        await using var batcher = LookUp(new Canceller(cancellation, log));
        Task<InferenceResult> huge, single;
        await using (await HeldLane.OfAsync(batcher))
        {
            huge = Send(batcher, 1_000, "huge", cancellation.Token);
            single = Send(batcher, 1, "single");
        }
        Assert.Equal(InferenceOutcome.Done, (await single).Outcome);
        Assert.Equal(InferenceOutcome.Cancelled, (await huge).Outcome);
        Assert.Equal("single", Assert.Single(log.Entries).Parts.Single().State);
        Assert.Equal(InferenceOutcome.Done, (await Send(batcher, 200, "next")).Outcome);
    }

    [Fact]
    public async Task RunAsync_HugeRequestWithABadRow_FailsAlone()
    {
        var log = new BatchLog();
        await using var batcher = LookUp(log);
        var rows = new long[500];
        rows[400] = 99;
        Task<InferenceResult> huge, single;
        await using (await HeldLane.OfAsync(batcher))
        {
            huge = batcher.RunAsync(500, [Tensors.Of<long>(rows)]).AsTask();
            single = Send(batcher, 1, "single");
        }
        Assert.Equal(InferenceOutcome.Done, (await single).Outcome);
        var failed = await huge.WaitAsync(HeldLane.Patience);
        Assert.Equal(InferenceOutcome.Failed, failed.Outcome);
        Assert.Contains("idx=99", failed.Error, StringComparison.Ordinal);
        Assert.Equal([null, failed.Error], log.Entries.Select(e => e.Failure));
    }

    [Fact]
    public async Task DrainAsync_HugeRequestUnderWay_IsAnswered()
    {
        await using var batcher = LookUp(null);
        Task<InferenceResult> huge;
        Task drained;
        await using (await HeldLane.OfAsync(batcher))
        {
            huge = Send(batcher, 1_000, "huge");
            drained = batcher.DrainAsync();
        }
        await drained.WaitAsync(HeldLane.Patience);
        Assert.Equal(InferenceOutcome.Done, (await huge).Outcome);
    }

    [Fact]
    public async Task RunAsync_SeveralRowsOfAModelThatTakesOne_LetOthersIn()
    {
        var log = new BatchLog();
        await using var batcher = new MicroBatcher(
            OnnxModel.Load(OnnxBuilder.Identity(OnnxBuilder.Float, 1, 2), OneLane), new MicroBatcherSettings { Options = OneLane, Observer = log });
        Task<InferenceResult> many, single;
        await using (await HeldLane.OfAsync(batcher))
        {
            many = batcher.RunAsync(new InferenceRequest(3, [Tensors.Of(1f, 2f, 3f, 4f, 5f, 6f)], "many")).AsTask();
            single = batcher.RunAsync(new InferenceRequest(1, [Tensors.Of(7f, 8f)], "single")).AsTask();
        }
        var (one, three) = (await single, await many);
        Assert.Equal([7f, 8f], one.Outputs[0].Values<float>());
        Assert.Equal([1f, 2f, 3f, 4f, 5f, 6f], three.Outputs[0].Values<float>());
        Assert.Equal(["single", "many"], log.Entries.Select(e => e.Parts.Single().State));
    }

    // The single row runs between two slices of the huge request.
    private sealed class Canceller(CancellationTokenSource cancellation, BatchLog log) : IBatchObserver
    {
        public void OnBatch(in BatchView batch)
        {
            log.OnBatch(batch);
            cancellation.Cancel();
        }
    }
}
