using ActorMlOps.Client.Tests.Support;
using ActorMlOps.Serving;
using Orleans.Runtime;

namespace ActorMlOps.Client.Tests.Serving;

/// <summary>Silos that are lost, and more rows than can be sent.</summary>
public sealed class CoalescerLossTests
{
    private readonly FakeSilo _silo = new();

    private Coalescer Make(int retries = 2, int waiting = 4, int calls = 1) => new(
        _silo.Predict,
        new ModelClientOptions { CallsInFlight = calls, Retries = retries, MaxWaitingRows = waiting },
        TimeProvider.System);

    private static Task<Prediction> Predict(Coalescer coalescer, params float[] rows) =>
        coalescer.PredictAsync(Rows.Of(rows), new(rows.Length), null, CancellationToken.None).WaitAsync(FakeSilo.Patience);

    [Fact]
    public async Task PredictAsync_SiloLost_IsRepeatedWithItsAttempt()
    {
        var answer = Predict(Make(), 1, 2);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var lost = await _silo.NextAsync();
            Assert.Equal(attempt, lost.Request.Attempt);
            lost.Fail(new SiloUnavailableException("killed"));
        }
        var call = await _silo.NextAsync();
        Assert.Equal(2, call.Request.Attempt);
        call.Echo();
        Rows.AssertValues(await answer, 1f, 2);
    }

    [Fact]
    public async Task PredictAsync_SiloIsStopping_IsRepeatedForThoseThatItLeft()
    {
        var coalescer = Make(waiting: 100);
        var first = Predict(coalescer, 0);
        var call = await _silo.NextAsync();
        Task<Prediction>[] waiting = [Predict(coalescer, 1), Predict(coalescer, 2, 3), Predict(coalescer, 4), Predict(coalescer, 5)];
        call.Echo();
        call = await _silo.NextAsync();
        Assert.Equal([1f, 2, 3, 4, 5], call.Request.Inputs.Values());
        call.Answer(
            FakeSilo.Echo(Rows.Of(1), 0),
            FakeSilo.Refusal(PredictOutcome.SiloStopping, "The silo is stopping.", 1),
            FakeSilo.Refusal(PredictOutcome.BadInput, "bad", 2, 3));
        call = await _silo.NextAsync();
        Assert.Equal(1, call.Request.Attempt);
        Assert.Equal([2f, 3], call.Request.Inputs.Values());
        call.Echo();
        Rows.AssertValues(await waiting[0], 1f);
        Rows.AssertValues(await waiting[1], 2f, 3);
        // Those that were refused together are still asked for one by one.
        (await _silo.NextAsync()).Echo();
        Rows.AssertValues(await waiting[2], 4f);
        (await _silo.NextAsync()).Echo();
        Rows.AssertValues(await waiting[3], 5f);
        await first;
    }

    [Fact]
    public async Task PredictAsync_EverySiloIsStopping_FailsAsUnavailableAndSaysWhy()
    {
        var answer = Predict(Make(retries: 1), 1);
        for (var attempt = 0; attempt < 2; attempt++)
            (await _silo.NextAsync()).Answer(FakeSilo.Refusal(PredictOutcome.SiloStopping, "The silo is stopping.", 0));
        var error = await Assert.ThrowsAsync<PredictionException>(() => answer);
        Assert.Equal((PredictOutcome.Unavailable, "No silo answered in 2 attempts: The silo is stopping."), (error.Outcome, error.Message));
    }

    [Fact]
    public async Task PredictAsync_SiloStaysLost_FailsAsUnavailableAndSaysWhy()
    {
        var coalescer = Make(retries: 1);
        var answer = Predict(coalescer, 1);
        (await _silo.NextAsync()).Fail(new SiloUnavailableException("killed"));
        (await _silo.NextAsync()).Fail(new SiloUnavailableException("killed again"));
        var error = await Assert.ThrowsAsync<PredictionException>(() => answer);
        Assert.Equal(PredictOutcome.Unavailable, error.Outcome);
        Assert.Equal("No silo answered in 2 attempts: killed again", error.Message);
        var next = Predict(coalescer, 3);
        (await _silo.NextAsync()).Echo();
        Rows.AssertValues(await next, 3f);
    }

    [Fact]
    public async Task PredictAsync_CancelledWhileItsSiloWasLost_IsNotRepeated()
    {
        var coalescer = Make();
        using var cancellation = new CancellationTokenSource();
        var first = Predict(coalescer, 0);
        var call = await _silo.NextAsync();
        var cancelled = coalescer.PredictAsync(Rows.Of(1), new(1), null, cancellation.Token);
        var other = Predict(coalescer, 2);
        call.Echo();
        call = await _silo.NextAsync();
        Assert.Equal([1f, 2], call.Request.Inputs.Values());
        await cancellation.CancelAsync();
        call.Fail(new SiloUnavailableException("killed"));
        call = await _silo.NextAsync();
        Assert.Equal([2f], call.Request.Inputs.Values());
        call.Echo();
        Rows.AssertValues(await other, 2f);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await first;
    }

    [Fact]
    public async Task PredictAsync_MoreRowsThanMayWait_AreRefusedAtOnceAndTheOthersAnswered()
    {
        var coalescer = Make(waiting: 4);
        var first = Predict(coalescer, 0);
        var call = await _silo.NextAsync();
        Task<Prediction>[] waiting = [Predict(coalescer, 1, 2), Predict(coalescer, 3, 4)];
        var refused = await Assert.ThrowsAsync<PredictionException>(() => Predict(coalescer, 5));
        Assert.Equal((PredictOutcome.Overloaded, "4 rows wait to be sent; at most 4 may. Try again later."), (refused.Outcome, refused.Message));
        call.Echo();
        (await _silo.NextAsync()).Echo();
        Rows.AssertValues(await waiting[0], 1f, 2);
        Rows.AssertValues(await waiting[1], 3f, 4);
        var later = Predict(coalescer, 6);
        (await _silo.NextAsync()).Echo();
        await Task.WhenAll(first, later);
    }

    [Fact]
    public async Task PredictAsync_FewerRowsThanUnderWay_WaitUntilAnotherCallIsWorthIt()
    {
        var coalescer = Make(waiting: 100, calls: 4);
        var first = Predict(coalescer, 1, 2, 3);
        var call = await _silo.NextAsync();
        var few = Predict(coalescer, 4);
        var more = Predict(coalescer, 5, 6, 7, 8, 9);
        var another = await _silo.NextAsync();
        Assert.Equal([4f, 5, 6, 7, 8, 9], another.Request.Inputs.Values());
        another.Echo();
        Rows.AssertValues(await few, 4f);
        Rows.AssertValues(await more, 5f, 6, 7, 8, 9);
        call.Echo();
        await first;
    }
}
