using ActorMlOps.Api.Hosting;

namespace ActorMlOps.Silo.Hosting;

/// <summary>Ready from the end of the start to the beginning of the stop: load balancers must look away before connections close.</summary>
public sealed class SiloReadiness : IReadiness
{
    public SiloReadiness(IHostApplicationLifetime lifetime)
    {
        lifetime.ApplicationStarted.Register(() => Reason = null);
        lifetime.ApplicationStopping.Register(() => Reason = "The silo is stopping.");
    }

    public bool Ready => Reason is null;

    /// <summary>Why it is not ready; null if it is.</summary>
    public string? Reason { get; private set; } = "The silo is starting.";
}
