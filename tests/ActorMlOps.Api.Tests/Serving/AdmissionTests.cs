using ActorMlOps.Api.Serving;
using ActorMlOps.Client;
using ActorMlOps.Serving;
using Microsoft.Extensions.Time.Testing;

namespace ActorMlOps.Api.Tests.Serving;

public sealed class AdmissionTests : Admission.IThreadQueue
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(250);

    private readonly FakeTimeProvider _clock = new();
    private readonly Queue<IThreadPoolWorkItem> _probes = new();
    private readonly Admission _admission;

    public AdmissionTests() => _admission = new(Limit, _clock, this);

    public long Length { get; private set; }

    void Admission.IThreadQueue.Add(IThreadPoolWorkItem work) => _probes.Enqueue(work);

    [Fact]
    public void TryEnter_ProbeUnderWayForLongerThanTheLimit_RefusesOnlyWithABacklog()
    {
        Probe(5);
        Length = 10_000;
        Assert.True(_admission.TryEnter());
        Assert.Single(_probes);
        _clock.Advance(Limit + TimeSpan.FromMilliseconds(1));
        Assert.True(_admission.TryEnter());
        _clock.Advance(Burst);
        Assert.False(_admission.TryEnter());
        var refused = Assert.Throws<PredictionException>(_admission.Demand);
        Assert.Equal(PredictOutcome.Overloaded, refused.Outcome);
        Assert.Contains("25 ms", refused.Message, StringComparison.Ordinal);
        Length = 3;
        Assert.True(_admission.TryEnter());
        Assert.Single(_probes);
    }

    [Fact]
    public void TryEnter_LastProbeWaitedTooLong_RefusesUntilOneDoesNot()
    {
        Length = 10_000;
        Probe(5);
        Assert.True(_admission.TryEnter());
        _clock.Advance(Limit * 2);
        _probes.Dequeue().Execute();
        Assert.True(_admission.TryEnter());
        Probe(5);
        Assert.True(_admission.TryEnter());
        _clock.Advance(Burst);
        _probes.Dequeue().Execute();
        Assert.False(_admission.TryEnter());
        Probe(5);
        Assert.False(_admission.TryEnter());
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        _probes.Dequeue().Execute();
        Assert.True(_admission.TryEnter());
    }

    [Fact]
    public void TryEnter_LongAfterTheLastRequest_ForgetsWhatWas()
    {
        Length = 10_000;
        Probe(5);
        _admission.TryEnter();
        _clock.Advance(Burst);
        _probes.Dequeue().Execute();
        Assert.False(_admission.TryEnter());
        _clock.Advance(Limit * 21);
        Assert.True(_admission.TryEnter());
    }

    [Fact]
    public void TryEnter_ManyRequestsAtOnce_SendOneProbe()
    {
        Probe(5);
        for (var i = 0; i < 100; i++)
            Assert.True(_admission.TryEnter());
        Assert.Single(_probes);
    }

    private void Probe(int afterMilliseconds) => _clock.Advance(TimeSpan.FromMilliseconds(afterMilliseconds));
}
