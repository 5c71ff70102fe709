using ActorMlOps.Grains.Monitoring.Detection;
using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Tests.Testing;

/// <summary>Alerts as a test answers for them; at first each signal has an open one.</summary>
internal sealed class FakeDesk : IAlertDesk
{
    public List<AlertSignal> Told { get; } = [];

    public Func<AlertSignal, SignalAnswer> Answer { get; set; } = _ => new("m:1", AlertPhase.Open);

    public double Weight { get; set; } = 1;

    public double Days { get; set; } = 1;

    public DateTimeOffset Until { get; set; } = DateTimeOffset.MaxValue;

    public Task<AlarmShare> ShareAsync(VersionKey version, int detectors) =>
        Task.FromResult(new AlarmShare(Weight, TimeSpan.FromDays(Days), detectors, Until));

    public Task<SignalAnswer[]> TellAsync(string model, AlertSignal[] signals)
    {
        Told.AddRange(signals);
        return Task.FromResult(Array.ConvertAll(signals, s => Answer(s)));
    }
}
