using ActorMlOps.Client.Tests.Support;
using ActorMlOps.Rollout;
using ActorMlOps.Serving;

namespace ActorMlOps.Client.Tests.Serving;

public sealed class CoalescerTests
{
    private readonly FakeSilo _silo = new();

    private Coalescer Make(int calls = 1, int rows = 256) =>
        new(_silo.Predict, new ModelClientOptions { CallsInFlight = calls, MaxRowsPerCall = rows }, TimeProvider.System);

    private static Task<Prediction> Predict(Coalescer coalescer, TensorBatch rows, string? id = null) =>
        coalescer.PredictAsync(rows, new(rows.Rows, id, null), null, CancellationToken.None).WaitAsync(FakeSilo.Patience);

    [Fact]
    public async Task PredictAsync_NothingUnderWay_GoesOutAtOnce()
    {
        var answer = Predict(Make(), Rows.Of(1), "p");
        var call = await _silo.NextAsync();
        Assert.Equal([new CallerRows(1, "p")], call.Request.Callers);
        Assert.Null(call.Request.Timeout);
        call.Echo();
        var prediction = await answer;
        Rows.AssertValues(prediction, 1f);
        Assert.Equal(("v", 7L, VariantRole.Stable, false), (prediction.Version, prediction.Epoch, prediction.Role, prediction.Degraded));
    }

    [Fact]
    public async Task PredictAsync_WhatWaits_SharesTheNextCallAndIsCutRight()
    {
        var coalescer = Make();
        var first = Predict(coalescer, Rows.Of(1));
        var call = await _silo.NextAsync();
        Task<Prediction>[] waiting = [Predict(coalescer, Rows.Of(2), "a"), Predict(coalescer, Rows.Of(3, 4), "b"), Predict(coalescer, Rows.Of(5), "c")];
        call.Echo();
        call = await _silo.NextAsync();
        Assert.Equal([2f, 3, 4, 5], call.Request.Inputs.Values());
        Assert.Equal(4, call.Request.Inputs.Rows);
        Assert.Equal([new CallerRows(1, "a"), new CallerRows(2, "b"), new CallerRows(1, "c")], call.Request.Callers);
        call.Echo();
        Rows.AssertValues(await first, 1f);
        Rows.AssertValues(await waiting[0], 2f);
        Rows.AssertValues(await waiting[1], 3f, 4);
        Rows.AssertValues(await waiting[2], 5f);
        Assert.Equal(2, _silo.Calls);
    }

    [Fact]
    public async Task PredictAsync_ManyRowsOfOneCaller_AreACallOfTheirOwnThatWaitsForNobody()
    {
        var coalescer = new Coalescer(_silo.Predict, new ModelClientOptions { CallsInFlight = 1 }, TimeProvider.System, leastAlone: 2);
        var first = Predict(coalescer, Rows.Of(1));
        var held = await _silo.NextAsync();
        var (few, many) = (Predict(coalescer, Rows.Of(2)), Predict(coalescer, Rows.Of(3, 4), "p"));
        var own = await _silo.NextAsync();
        Assert.Equal([new CallerRows(2, "p")], own.Request.Callers);
        own.Echo();
        Rows.AssertValues(await many, 3f, 4);
        Assert.False(few.IsCompleted);
        held.Echo();
        (await _silo.NextAsync()).Echo();
        Rows.AssertValues(await few, 2f);
        await first;
        Assert.Equal(3, _silo.Calls);
    }

    [Fact]
    public async Task PredictAsync_ManyRowsOfOneCaller_KeepItsDeadlineItsRefusalAndItsRepeats()
    {
        var coalescer = new Coalescer(_silo.Predict, new ModelClientOptions(), TimeProvider.System, leastAlone: 1);
        var late = coalescer.PredictAsync(Rows.Of(1), new(1), TimeSpan.FromMilliseconds(1), CancellationToken.None);
        await _silo.NextAsync();
        Assert.Equal(PredictOutcome.DeadlineExceeded, (await Assert.ThrowsAsync<PredictionException>(() => late.WaitAsync(FakeSilo.Patience))).Outcome);

        var bad = Predict(coalescer, Rows.Of(-1));
        (await _silo.NextAsync()).Answer(FakeSilo.Refusal(PredictOutcome.BadInput, "the model takes no -1", 0));
        Assert.Equal("the model takes no -1", (await Assert.ThrowsAsync<PredictionException>(() => bad)).Message);

        var again = Predict(coalescer, Rows.Of(5));
        (await _silo.NextAsync()).Answer(FakeSilo.Refusal(PredictOutcome.SiloStopping, "stopping", 0));
        var repeat = await _silo.NextAsync();
        Assert.Equal(1, repeat.Request.Attempt);
        repeat.Echo();
        Rows.AssertValues(await again, 5f);
    }

    [Fact]
    public async Task PredictAsync_AnswersOfSeveralVersions_GoToTheirCallers()
    {
        var coalescer = Make();
        var first = Predict(coalescer, Rows.Of(0));
        var call = await _silo.NextAsync();
        Task<Prediction>[] waiting = [.. new float[][] { [1], [2, 3], [4], [5] }.Select(rows => Predict(coalescer, Rows.Of(rows)))];
        call.Echo();
        (await _silo.NextAsync()).Answer(
            FakeSilo.Echo(Rows.Of(40, 10), 2, 0),
            FakeSilo.Echo(Rows.Of(20, 30), 1) with { Version = "w", Role = VariantRole.Canary },
            FakeSilo.Refusal(PredictOutcome.Overloaded, "full", 3));
        Rows.AssertValues(await waiting[0], 10f);
        Rows.AssertValues(await waiting[1], 20f, 30);
        Assert.Equal(("w", VariantRole.Canary), ((await waiting[1]).Version, (await waiting[1]).Role));
        Rows.AssertValues(await waiting[2], 40f);
        var refused = await Assert.ThrowsAsync<PredictionException>(() => waiting[3]);
        Assert.Equal((PredictOutcome.Overloaded, "full"), (refused.Outcome, refused.Message));
        await first;
    }

    [Fact]
    public async Task PredictAsync_OtherLayouts_NeverShareACall()
    {
        var coalescer = Make();
        var answers = new List<Task<Prediction>> { Predict(coalescer, Rows.Of(0)) };
        var call = await _silo.NextAsync();
        answers.AddRange([Predict(coalescer, Rows.Of(1)), Predict(coalescer, Rows.Of(2)), Predict(coalescer, Rows.Named("z", 3))]);
        answers.Add(Predict(coalescer, new(1, [Rows.Of(4).Tensors[0] with { Type = TensorType.Int32 }])));
        answers.Add(Predict(coalescer, new(1, [Rows.Of(5).Tensors[0] with { RowShape = [1] }])));
        answers.Add(Predict(coalescer, new(1, [.. Rows.Of(6).Tensors, .. Rows.Named("z", 7).Tensors])));
        var sizes = new List<int>();
        for (int i = 0; i < 6; i++, call = i < 6 ? await _silo.NextAsync() : call)
        {
            sizes.Add(call.Request.Callers.Length);
            call.Echo();
        }
        await Task.WhenAll(answers);
        Assert.Equal([1, 2, 1, 1, 1, 1], sizes);
    }

    [Fact]
    public async Task PredictAsync_MoreThanACallHolds_IsCutInOrder()
    {
        var coalescer = Make(rows: 3);
        var answers = new List<Task<Prediction>> { Predict(coalescer, Rows.Of(0)) };
        var call = await _silo.NextAsync();
        foreach (float[] rows in new float[][] { [1, 2], [3], [4], [5, 6, 7, 8], [9] })
            answers.Add(Predict(coalescer, Rows.Of(rows)));
        var seen = new List<string>();
        for (int i = 0; i < 5; i++)
        {
            seen.Add(string.Join(',', call.Request.Inputs.Values()));
            call.Echo();
            call = i < 4 ? await _silo.NextAsync() : call;
        }
        await Task.WhenAll(answers);
        Assert.Equal(["0", "1,2,3", "4", "5,6,7,8", "9"], seen);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task PredictAsync_ManyCallers_NeverMoreCallsThanAllowed(int calls)
    {
        var coalescer = Make(calls, rows: 16);
        var answers = Enumerable.Range(0, 500).Select(i => Task.Run(() => Predict(coalescer, Rows.Of(i)))).ToArray();
        var all = Task.WhenAll(answers);
        while (!all.IsCompleted)
        {
            var next = _silo.NextAsync();
            if (await Task.WhenAny(next, all) == all)
                break;
            (await next).Echo();
        }
        for (int i = 0; i < answers.Length; i++)
            Rows.AssertValues(await answers[i], (float)i);
        Assert.InRange(_silo.MostInFlight, 1, calls);
    }

    [Fact]
    public async Task PredictAsync_CallFails_AllItsCallersAndNoOthersLearn()
    {
        var coalescer = Make(calls: 1);
        var first = Predict(coalescer, Rows.Of(1));
        var call = await _silo.NextAsync();
        Task<Prediction>[] shared = [Predict(coalescer, Rows.Of(2)), Predict(coalescer, Rows.Of(3))];
        call.Echo();
        call = await _silo.NextAsync();
        var later = Predict(coalescer, Rows.Of(4));
        call.Fail(new TimeoutException("silo lost"));
        foreach (var answer in shared)
            Assert.Equal("silo lost", (await Assert.ThrowsAsync<TimeoutException>(() => answer)).Message);
        (await _silo.NextAsync()).Echo();
        Rows.AssertValues(await first, 1f);
        Rows.AssertValues(await later, 4f);
    }

    [Fact]
    public async Task PredictAsync_CallThrowsAtOnce_FailsTheTaskAndGoesOn()
    {
        int calls = 0;
        var coalescer = new Coalescer(
            r => calls++ == 0 ? throw new InvalidOperationException("no silo") : Task.FromResult(new PredictResponse([FakeSilo.Echo(r.Inputs, 0)])),
            new ModelClientOptions { CallsInFlight = 1 }, TimeProvider.System);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Predict(coalescer, Rows.Of(1)));
        Rows.AssertValues(await Predict(coalescer, Rows.Of(2)), 2f);
    }

    [Fact]
    public async Task PredictAsync_RefusedTogether_IsAskedForOneByOneSoThatOnlyTheBadOneFails()
    {
        var coalescer = Make();
        var first = Predict(coalescer, Rows.Of(0));
        var call = await _silo.NextAsync();
        Task<Prediction>[] answers = [Predict(coalescer, Rows.Of(1)), Predict(coalescer, Rows.Of(-1)), Predict(coalescer, Rows.Of(3))];
        call.Echo();
        (await _silo.NextAsync()).Answer(FakeSilo.Refusal(PredictOutcome.BadInput, "one of them", 0, 1, 2));
        (await _silo.NextAsync()).Echo();
        (await _silo.NextAsync()).Answer(FakeSilo.Refusal(PredictOutcome.BadInput, "the model takes no -1", 0));
        (await _silo.NextAsync()).Echo();
        Rows.AssertValues(await answers[0], 1f);
        Rows.AssertValues(await answers[2], 3f);
        Assert.Equal("the model takes no -1", (await Assert.ThrowsAsync<PredictionException>(() => answers[1])).Message);
        await first;
    }

    [Theory]
    [InlineData(0, 4, "no rows")]
    [InlineData(1, 8, "holds 8 bytes; 1 rows of its shape are 4")]
    [InlineData(2, 4, "holds 4 bytes; 2 rows of its shape are 8")]
    public async Task PredictAsync_RowsWithoutTheirBytes_NeverReachACallOfOthers(int rows, int bytes, string telling)
    {
        var refused = await Assert.ThrowsAsync<PredictionException>(
            () => Predict(Make(), new(rows, [new("x", TensorType.Fp32, [], new byte[bytes])])));
        Assert.Equal(PredictOutcome.BadInput, refused.Outcome);
        Assert.Contains(telling, refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, _silo.Calls);
    }

    [Fact]
    public async Task PredictAsync_AnswerLeavesACallerOut_FailsInsteadOfWaitingForever()
    {
        var answer = Predict(Make(), Rows.Of(1));
        (await _silo.NextAsync()).Answer();
        Assert.Equal(PredictOutcome.Unavailable, (await Assert.ThrowsAsync<PredictionException>(() => answer)).Outcome);
    }

    [Fact]
    public async Task PredictAsync_AnswerWithTooFewRows_FailsItsCallers()
    {
        var answer = Predict(Make(), Rows.Of(1, 2));
        (await _silo.NextAsync()).Answer(FakeSilo.Echo(Rows.Of(1), 0));
        var error = await Assert.ThrowsAsync<PredictionException>(() => answer);
        Assert.Equal((PredictOutcome.Unavailable, "The silo answered 1 rows; 2 were asked for."), (error.Outcome, error.Message));
    }
}
