using ActorMlOps.Api.Serving;
using ActorMlOps.Serving;
using Microsoft.Extensions.Time.Testing;

namespace ActorMlOps.Api.Tests.Serving;

public sealed class AdmissionTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan InOverload = Limit / 5;

    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly Queue<IThreadPoolWorkItem> _probes = new();
    private readonly Admission _admission;

    public AdmissionTests()
    {
        _admission = new(Limit, _clock, _probes.Enqueue);
        // As many as are always let in.
        for (var i = 0; i < 4 * Environment.ProcessorCount; i++)
            Assert.True(_admission.TryEnter());
        _clock.Advance(5 * Moment);
    }

    [Fact]
    public void TryEnter_ProbeUnderWayForLongerThanABurst_Refuses()
    {
        Assert.True(Enter());
        Assert.Single(_probes);
        _clock.Advance(Limit + Moment);
        Assert.True(Enter());
        _clock.Advance(Burst);
        Assert.False(Enter());
        Assert.Single(_probes);
        Assert.Equal(PredictOutcome.Overloaded, _admission.Refusal.Outcome);
        Assert.Contains("25 ms", _admission.Refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryEnter_ProbesWaitTooLongForLessThanABurst_LetsIn()
    {
        Wait(Limit + Moment);
        Assert.True(Enter());
        Wait(Limit + Moment);
        Assert.True(Enter());
        Wait(Limit);
        _clock.Advance(Burst);
        Assert.True(Enter());
    }

    [Fact]
    public void TryEnter_InOverload_RefusesEachWaitThatIsNotMuchShorter()
    {
        BeginOverload();
        Wait(InOverload + Moment);
        Assert.False(Enter());
        Wait(InOverload);
        Assert.True(Enter());
        Wait(InOverload + Moment);
        Assert.False(Enter());
    }

    [Fact]
    public void TryEnter_WithoutARefusalForAWhile_LetsBurstsInAgain()
    {
        BeginOverload();
        Wait(InOverload);
        for (var calm = TimeSpan.Zero; calm < Calm; calm += InOverload)
            Wait(InOverload);
        Wait(Limit + Moment);
        Assert.True(Enter());
    }

    [Fact]
    public void TryEnter_InOverload_LetsInWhatKeepsTheProcessorsBusy()
    {
        BeginOverload();
        Assert.False(_admission.TryEnter());
        _admission.Leave();
        Assert.True(_admission.TryEnter());
        Assert.False(_admission.TryEnter());
    }

    [Fact]
    public void TryEnter_LongAfterTheLastRequest_ForgetsWhatWas()
    {
        BeginOverload();
        _clock.Advance(Limit * 21);
        Assert.True(Enter());
    }

    [Fact]
    public void TryEnter_ManyRequestsAtOnce_SendOneProbe()
    {
        for (var i = 0; i < 100; i++)
            Assert.True(_admission.TryEnter());
        Assert.Single(_probes);
    }

    private void BeginOverload()
    {
        Enter();
        _clock.Advance(Burst + Limit + Moment);
        Assert.False(Enter());
        _probes.Dequeue().Execute();
    }

    /// <summary>A probe that waits so long.</summary>
    private void Wait(TimeSpan wait)
    {
        _clock.Advance(2 * Moment);
        Enter();
        _clock.Advance(wait);
        _probes.Dequeue().Execute();
    }

    private bool Enter()
    {
        var entered = _admission.TryEnter();
        if (entered)
            _admission.Leave();
        return entered;
    }
}
