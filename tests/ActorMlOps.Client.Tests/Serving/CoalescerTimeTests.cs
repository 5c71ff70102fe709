using ActorMlOps.Client.Tests.Support;
using ActorMlOps.Serving;
using Microsoft.Extensions.Time.Testing;

namespace ActorMlOps.Client.Tests.Serving;

/// <summary>Cancellation and timeouts, of one caller among others.</summary>
public sealed class CoalescerTimeTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeSilo _silo = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Coalescer _coalescer;

    public CoalescerTimeTests() => _coalescer = new(_silo.Predict, new ModelClientOptions { CallsInFlight = 1 }, _time);

    private Task<Prediction> Predict(float row, TimeSpan? timeout = null, CancellationToken cancellation = default) =>
        _coalescer.PredictAsync(Rows.Of(row), new(1), timeout, cancellation).WaitAsync(FakeSilo.Patience, CancellationToken.None);

    private static async Task AssertExpired(Task<Prediction> answer) =>
        Assert.Equal(PredictOutcome.DeadlineExceeded, (await Assert.ThrowsAsync<PredictionException>(() => answer)).Outcome);

    [Fact]
    public async Task Cancel_WhileWaiting_EndsThatCallerAndSendsNothingOfIt()
    {
        using var cancellation = new CancellationTokenSource();
        var first = Predict(1);
        var call = await _silo.NextAsync();
        var cancelled = Predict(2, cancellation: cancellation.Token);
        var other = Predict(3);
        await cancellation.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(cancellation.Token, error.CancellationToken);
        call.Echo();
        call = await _silo.NextAsync();
        Assert.Equal([3f], call.Request.Inputs.Values());
        call.Echo();
        Rows.AssertValues(await other, 3f);
        await first;
    }

    [Fact]
    public async Task Cancel_UnderWay_EndsThatCallerOnly()
    {
        using var cancellation = new CancellationTokenSource();
        var first = Predict(1);
        var call = await _silo.NextAsync();
        var cancelled = Predict(2, cancellation: cancellation.Token);
        var other = Predict(3);
        call.Echo();
        call = await _silo.NextAsync();
        Assert.Equal([2f, 3], call.Request.Inputs.Values());
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        call.Echo();
        Rows.AssertValues(await other, 3f);
        await first;
    }

    [Fact]
    public async Task Cancel_BeforeTheCall_SendsNothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Predict(1, cancellation: new(canceled: true)));
        Assert.Equal(0, _silo.Calls);
        var answer = Predict(2);
        (await _silo.NextAsync()).Echo();
        await answer;
    }

    [Fact]
    public async Task Timeout_PassesWhileWaiting_EndsThatCallerAndSendsNothingOfIt()
    {
        var first = Predict(1);
        var call = await _silo.NextAsync();
        var hasty = Predict(2, Second);
        var patient = Predict(3, 10 * Second);
        _time.Advance(2 * Second);
        await AssertExpired(hasty);
        call.Echo();
        call = await _silo.NextAsync();
        Assert.Equal([3f], call.Request.Inputs.Values());
        Assert.Equal(8 * Second, call.Request.Timeout);
        call.Echo();
        Rows.AssertValues(await patient, 3f);
        await first;
    }

    [Fact]
    public async Task Timeout_PassesUnderWay_EndsTheCallerThoughTheSiloIsSilent()
    {
        var answer = Predict(1, Second);
        var call = await _silo.NextAsync();
        Assert.Equal(Second, call.Request.Timeout);
        _time.Advance(Second);
        await AssertExpired(answer);
        call.Echo();
    }

    [Fact]
    public async Task Timeout_OfAnotherLength_DoesNotShareACall()
    {
        var first = Predict(1);
        var call = await _silo.NextAsync();
        Task<Prediction>[] answers = [Predict(2, Second), Predict(3, Second), Predict(4, 2 * Second), Predict(5)];
        var timeouts = new List<TimeSpan?>();
        for (int i = 0; i < 3; i++)
        {
            call.Echo();
            call = await _silo.NextAsync();
            timeouts.Add(call.Request.Timeout);
        }
        call.Echo();
        await Task.WhenAll([first, .. answers]);
        Assert.Equal([Second, 2 * Second, null], timeouts);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task Timeout_NotAboveZero_Throws(int ticks) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Predict(1, new TimeSpan(ticks)));

    [Fact]
    public async Task Timeout_BeyondAllTimers_IsAccepted()
    {
        var answer = Predict(1, TimeSpan.MaxValue);
        (await _silo.NextAsync()).Echo();
        Rows.AssertValues(await answer, 1f);
    }
}
