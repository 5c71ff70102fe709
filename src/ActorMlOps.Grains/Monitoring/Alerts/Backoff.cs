namespace ActorMlOps.Grains.Monitoring.Alerts;

/// <summary>Exponential back-off with jitter: the wait doubles with each failure up to a cap, and half of it is random.</summary>
/// <param name="First">Wait after the first failure.</param>
/// <param name="Most">Cap.</param>
internal readonly record struct Backoff(TimeSpan First, TimeSpan Most)
{
    /// <param name="attempts">Failures so far, from 1.</param>
    /// <param name="random">In [0, 1).</param>
    public TimeSpan After(int attempts, double random)
    {
        var wait = Math.Min(First.TotalSeconds * Math.Pow(2, Math.Clamp(attempts - 1, 0, 62)), Most.TotalSeconds);
        return TimeSpan.FromSeconds(wait * (0.5 + (random / 2)));
    }
}
