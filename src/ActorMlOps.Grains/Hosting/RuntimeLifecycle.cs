using ActorMlOps.Grains.Serving;

namespace ActorMlOps.Grains.Hosting;

/// <summary>Drains the engines and delivers their panes before any grain is deactivated.</summary>
internal sealed class RuntimeLifecycle(VersionRuntimes runtimes) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(RuntimeLifecycle),
        ServiceLifecycleStage.Last,
        _ => Task.CompletedTask,
        _ => runtimes.StopAsync());
}
