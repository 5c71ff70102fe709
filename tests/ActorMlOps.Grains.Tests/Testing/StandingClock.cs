namespace ActorMlOps.Grains.Tests.Testing;

/// <summary>
/// A clock whose time of day stands still until a test moves it; timers run on. So a test knows in which hop its rows were executed.
/// </summary>
internal sealed class StandingClock(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
