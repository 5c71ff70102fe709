using ActorMlOps.Inference.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace ActorMlOps.Inference.Tests;

/// <summary>One lane that is held while requests gather, so that what runs together is decided by the test.</summary>
public sealed class MicroBatcherTests
{
    private static readonly EngineOptions OneLane = new() { Lanes = 1 };

    public static TheoryData<string> Answered => [.. Material.Answered];

    private static MicroBatcher LookUp(BatchLog? log = null, EngineOptions? options = null, TimeProvider? time = null) => new(
        OnnxModel.Load(OnnxBuilder.LookUp(), options ?? OneLane),
        new MicroBatcherSettings { Options = options ?? OneLane, Observer = log, Time = time ?? TimeProvider.System });

    private static Task<InferenceResult> Send(
        MicroBatcher batcher, long[] indices, object? state = null, long deadline = 0, CancellationToken cancellation = default) =>
        batcher.RunAsync(new InferenceRequest(indices.Length, [Tensors.Of<long>(indices)], state, deadline), cancellation)
            .AsTask().WaitAsync(HeldLane.Patience);

    private static void AssertDone(InferenceResult result, params float[] expected)
    {
        Assert.Equal((InferenceOutcome.Done, null), (result.Outcome, result.Error));
        Assert.Equal(expected, Assert.Single(result.Outputs).Values<float>());
    }

    [Theory]
    [MemberData(nameof(Answered))]
    public async Task RunAsync_ManyCallersAtOnce_EachGetsItsOwnAnswers(string model)
    {
        var log = new BatchLog();
        var engine = Material.Load(model);
        var expected = new ExpectedAnswers(model, engine.Signature);
        await using var batcher = new MicroBatcher(engine, new MicroBatcherSettings { Observer = log });
        int callers = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 8), async (caller, _) =>
        {
            var random = new Random(caller);
            for (int i = 0; i < 40; i++)
            {
                int rows = random.Next(3) == 0 ? random.Next(1, 5) : 1, first = random.Next(expected.Rows - rows);
                var result = await batcher.RunAsync(rows, expected.Inputs(first, rows));
                Assert.Equal(InferenceOutcome.Done, result.Outcome);
                expected.AssertEqual(first, rows, result.Outputs);
                Interlocked.Increment(ref callers);
            }
        });
        Assert.Equal(320, callers);
        Assert.Equal(320, log.Entries.Sum(e => e.Parts.Length));
    }

    [Fact]
    public async Task RunAsync_CallersThreadsAreKeptForAMomentOnly_EveryoneIsAnswered()
    {
        // Each look at the clock takes 60 us: a lane leaves its caller's thread after one or two runs, and is taken by the next caller or the pool.
        var clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMicroseconds(60) };
        var log = new BatchLog();
        await using var batcher = LookUp(log, time: clock);
        await Parallel.ForEachAsync(Enumerable.Range(0, 8), async (caller, _) =>
        {
            for (int i = 0; i < 500; i++)
                AssertDone(await Send(batcher, [(caller + i) % 3]), 10f * (1 + ((caller + i) % 3)));
        });
        Assert.Equal(4_000, log.Entries.Sum(e => e.Parts.Length));
        Assert.Equal(0, batcher.QueuedRows);
    }

    [Fact]
    public async Task RunAsync_QueueFullWhileALaneWaitsForAThread_NobodyIsForgotten()
    {
        // As above, and those who are refused take the lane, too.
        var clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMicroseconds(60) };
        await using var batcher = LookUp(options: OneLane with { Queue = 2 }, time: clock);
        AssertDone(await Send(batcher, [0]), 10f);
        var refused = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 8), async (caller, _) =>
        {
            for (int i = 0; i < 500; i++)
            {
                var result = await Send(batcher, [1]);
                if (result.Outcome == InferenceOutcome.Overloaded)
                    Interlocked.Increment(ref refused);
                else
                    AssertDone(result, 20f);
            }
        });
        Assert.InRange(refused, 0, 3_999);
        AssertDone(await Send(batcher, [2]), 30f);
    }

    [Theory]
    [MemberData(nameof(Answered))]
    public async Task RunAsync_StackOfSingleRows_GivesTheExpectedAnswers(string model)
    {
        var log = new BatchLog();
        var engine = Material.Load(model);
        var expected = new ExpectedAnswers(model, engine.Signature);
        await using var batcher = new MicroBatcher(engine, new MicroBatcherSettings { Options = OneLane, Observer = log });
        Task<InferenceResult>[] answers;
        await using (await HeldLane.OfAsync(batcher))
            answers = [.. Enumerable.Range(0, 50).Select(row => batcher.RunAsync(1, expected.Inputs(row, 1)).AsTask())];
        var results = await Task.WhenAll(answers).WaitAsync(HeldLane.Patience);
        for (int row = 0; row < results.Length; row++)
            expected.AssertEqual(row, 1, results[row].Outputs);
        Assert.Equal(engine.Signature.Batch == BatchMode.Dynamic ? 1 : 50, log.Entries.Length);
    }

    [Fact]
    public async Task RunAsync_NothingElseWaits_RunsAtOnce()
    {
        // No timer could fire: the clock stands still.
        var log = new BatchLog();
        await using var batcher = LookUp(log, time: new FakeTimeProvider());
        for (int i = 0; i < 20; i++)
            AssertDone(await Send(batcher, [1]), 20f);
        Assert.Equal(20, log.Entries.Length);
    }

    [Fact]
    public async Task RunAsync_WhatAccumulated_RunsTogetherInTheOrderOfArrival()
    {
        var log = new BatchLog();
        await using var batcher = LookUp(log);
        Task<InferenceResult>[] answers;
        await using (await HeldLane.OfAsync(batcher))
        {
            answers = [Send(batcher, [2], "a"), Send(batcher, [0, 1], "b"), Send(batcher, [1], "c")];
            Assert.Equal(4, batcher.QueuedRows);
        }
        AssertDone(await answers[0], 30f);
        AssertDone(await answers[1], 10f, 20f);
        AssertDone(await answers[2], 20f);
        var batch = Assert.Single(log.Entries);
        Assert.Equal([new BatchPart("a", 0, 1), new BatchPart("b", 1, 2), new BatchPart("c", 3, 1)], batch.Parts);
        Assert.Equal([2L, 0, 1, 1], batch.Inputs[0].Values<long>());
        Assert.Equal([30f, 10, 20, 20], batch.Outputs[0].Values<float>());
        Assert.Empty(batch.Inputs[0].RowShape!);
        Assert.Equal(0, batcher.QueuedRows);
    }

    [Fact]
    public async Task RunAsync_MoreThanABatch_IsCutWithoutOvertaking()
    {
        var log = new BatchLog();
        await using var batcher = LookUp(log, OneLane with { MaxBatch = 4 });
        Task<InferenceResult>[] answers;
        await using (await HeldLane.OfAsync(batcher))
            answers = [.. new[] { 2, 2, 1, 9, 1, 3, 4 }.Select((rows, i) => Send(batcher, new long[rows], i))];
        await Task.WhenAll(answers);
        Assert.Equal(["0,1", "2", "3", "4,5", "6"], log.Entries.Select(e => string.Join(',', e.Parts.Select(p => p.State))));
        Assert.Equal([4, 1, 9, 4, 4], log.Entries.Select(e => e.Rows));
    }

    [Fact]
    public async Task RunAsync_LargeRows_AreNotStackedBeyondTheBytesOfARun()
    {
        var log = new BatchLog();
        var options = OneLane with { MaxRunBytes = 24 };
        await using var batcher = LookUp(log, options);
        Task<InferenceResult>[] answers;
        await using (await HeldLane.OfAsync(batcher))
            answers = [.. new long[][] { [0], [1], [2], [2], [0, 1, 2, 1, 0], [1] }.Select(rows => Send(batcher, rows))];
        await Task.WhenAll(answers);
        Assert.Equal([3, 1, 5, 1], log.Entries.Select(e => e.Rows));
        AssertDone(await answers[4], 10f, 20, 30, 20, 10);
    }

    [Fact]
    public async Task RunAsync_OneCallerFloods_OthersWaitOnlyForWhatCameBefore()
    {
        var log = new BatchLog();
        await using var batcher = LookUp(log, OneLane with { MaxBatch = 8 });
        var answers = new List<Task<InferenceResult>>();
        await using (await HeldLane.OfAsync(batcher))
        {
            for (int i = 0; i < 20; i++)
                answers.Add(Send(batcher, [0], "flood"));
            answers.Add(Send(batcher, [1], "other"));
            for (int i = 0; i < 200; i++)
                answers.Add(Send(batcher, [0], "flood"));
        }
        await Task.WhenAll(answers);
        Assert.Contains("other", log.Entries[2].Parts.Select(p => p.State));
        Assert.Equal(4, log.Entries[2].Parts.Single(p => "other".Equals(p.State)).FirstRow);
    }

    [Fact]
    public async Task RunAsync_RowsOfOtherShapes_AreNotStackedOnEachOther()
    {
        var log = new BatchLog();
        await using var batcher = new MicroBatcher(
            OnnxModel.Load(OnnxBuilder.Identity(OnnxBuilder.Float, -1, -1), OneLane), new MicroBatcherSettings { Options = OneLane, Observer = log });
        ValueTask<InferenceResult>[] answers;
        await using (await HeldLane.OfAsync(batcher))
        {
            answers =
            [
                batcher.RunAsync(1, [Tensors.Shaped<float>([2], 1, 2)]),
                batcher.RunAsync(2, [Tensors.Shaped<float>([1], 3, 4)]),
                batcher.RunAsync(1, [Tensors.Shaped<float>([1], 5)]),
            ];
        }
        AssertDone(await answers[0], 1f, 2f);
        AssertDone(await answers[1], 3f, 4f);
        AssertDone(await answers[2], 5f);
        Assert.Equal([1, 3], log.Entries.Select(e => e.Rows));
    }

    [Fact]
    public async Task RunAsync_RowThatTheModelFailsOn_FailsOnlyItsCaller()
    {
        var log = new BatchLog();
        await using var batcher = LookUp(log);
        Task<InferenceResult>[] answers;
        await using (await HeldLane.OfAsync(batcher))
            answers = [Send(batcher, [0], "good"), Send(batcher, [1, 99], "bad"), Send(batcher, [2], "good")];
        AssertDone(await answers[0], 10f);
        AssertDone(await answers[2], 30f);
        var bad = await answers[1];
        Assert.Equal((InferenceOutcome.Failed, 2), (bad.Outcome, bad.Rows));
        Assert.Empty(bad.Outputs);
        Assert.Contains("idx=99", bad.Error, StringComparison.Ordinal);
        Assert.Equal([null, bad.Error, null], log.Entries.Select(e => e.Failure));
        Assert.Empty(log.Entries[1].Outputs);
        AssertDone(await Send(batcher, [1]), 20f);
    }

    [Fact]
    public async Task RunAsync_InputsThatDoNotFit_AreRefusedBeforeTheyQueue()
    {
        var log = new BatchLog();
        await using var batcher = LookUp(log);
        Task<InferenceResult> good;
        await using (await HeldLane.OfAsync(batcher))
        {
            good = Send(batcher, [0]);
            var bad = await batcher.RunAsync(2, [Tensors.Of(1L)]);
            Assert.Equal(InferenceOutcome.Invalid, bad.Outcome);
            Assert.Contains("Input 'x' has 8 bytes", bad.Error, StringComparison.Ordinal);
            Assert.Equal(1, batcher.QueuedRows);
        }
        AssertDone(await good, 10f);
    }

    [Fact]
    public async Task RunAsync_QueueFull_IsOverloadedUntilThereIsRoom()
    {
        await using var batcher = LookUp(options: OneLane with { Queue = 3 });
        Task<InferenceResult>[] accepted;
        await using (await HeldLane.OfAsync(batcher))
        {
            accepted = [Send(batcher, [0, 1]), Send(batcher, [2])];
            var refused = await Send(batcher, [0]);
            Assert.Equal(InferenceOutcome.Overloaded, refused.Outcome);
            Assert.Contains("3 rows are waiting; the queue holds 3", refused.Error, StringComparison.Ordinal);
        }
        AssertDone(await accepted[0], 10f, 20f);
        AssertDone(await accepted[1], 30f);
        AssertDone(await Send(batcher, [0]), 10f);
        var tooLarge = await Send(batcher, [0, 0, 0, 0]);
        Assert.Equal(InferenceOutcome.Invalid, tooLarge.Outcome);
        Assert.Contains("more than a request may have: 3", tooLarge.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_DeadlinePassesInTheQueue_IsExpiredAndNotRun()
    {
        var time = new FakeTimeProvider();
        var log = new BatchLog();
        await using var batcher = LookUp(log, time: time);
        Task<InferenceResult>[] answers;
        await using (await HeldLane.OfAsync(batcher))
        {
            long soon = time.GetTimestamp() + time.TimestampFrequency, later = soon + time.TimestampFrequency;
            answers = [Send(batcher, [0], deadline: soon), Send(batcher, [1], deadline: later), Send(batcher, [2])];
            time.Advance(TimeSpan.FromSeconds(1.5));
        }
        var expired = await answers[0];
        Assert.Equal(InferenceOutcome.Expired, expired.Outcome);
        Assert.Contains("deadline", expired.Error, StringComparison.Ordinal);
        AssertDone(await answers[1], 20f);
        AssertDone(await answers[2], 30f);
        Assert.Equal([1L, 2], Assert.Single(log.Entries).Inputs[0].Values<long>());
    }

    [Fact]
    public async Task RunAsync_CancelledInTheQueue_IsNotRun()
    {
        var log = new BatchLog();
        await using var batcher = LookUp(log);
        using var cancellation = new CancellationTokenSource();
        Task<InferenceResult>[] answers;
        await using (await HeldLane.OfAsync(batcher))
        {
            answers = [Send(batcher, [0], cancellation: cancellation.Token), Send(batcher, [1])];
            await cancellation.CancelAsync();
        }
        Assert.Equal(InferenceOutcome.Cancelled, (await answers[0]).Outcome);
        AssertDone(await answers[1], 20f);
        Assert.Equal(1, Assert.Single(log.Entries).Rows);
    }

    [Fact]
    public async Task Observer_Throws_IsReportedAndTheCallerAnswered()
    {
        var reported = new List<Exception>();
        await using var batcher = new MicroBatcher(OnnxModel.Load(OnnxBuilder.LookUp(), OneLane), new MicroBatcherSettings
        {
            Options = OneLane,
            Observer = new Thrower(),
            OnObserverError = e =>
            {
                reported.Add(e);
                throw new InvalidOperationException("and again");
            },
        });
        AssertDone(await Send(batcher, [1]), 20f);
        Assert.Equal("observer", Assert.Single(reported).Message);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0)]
    public void Settings_BelowOne_Throw(int queue, int maxBatch, int lanes)
    {
        using var engine = OnnxModel.Load(OnnxBuilder.LookUp(), OneLane);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MicroBatcher(
            engine, new MicroBatcherSettings { Options = new EngineOptions { Queue = queue, MaxBatch = maxBatch, Lanes = lanes } }));
    }

    private sealed class Thrower : IBatchObserver
    {
        public void OnBatch(in BatchView batch) => throw new InvalidOperationException("observer");
    }
}
