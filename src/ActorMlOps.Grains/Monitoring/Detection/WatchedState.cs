using ActorMlOps.Monitoring.Detection;
using ActorMlOps.Statistics.Sequential;

namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>A <see cref="Watched"/> as it is stored.</summary>
/// <param name="Detector">Its binary form.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.Watched")]
internal sealed record WatchedState(
    [property: Id(0)] byte[] Detector,
    [property: Id(1)] StepWindow Window,
    [property: Id(2)] long RunRows,
    [property: Id(3)] long RunSeconds,
    [property: Id(4)] DetectorAlarm? Alarm,
    [property: Id(5)] bool Raised,
    [property: Id(6)] long[]? Learnt,
    [property: Id(7)] long LearnRows)
{
    public static WatchedState Of(Watched w) =>
        new(w.Detector.Encode(), w.Window, w.RunRows, w.RunSeconds, w.Alarm, w.Raised, w.Learnt, w.LearnRows);

    public Watched Restore() => new(EDetector.Decode(Detector), Window, RunRows, RunSeconds, Alarm, Raised, Learnt, LearnRows);
}
