using ActorMlOps.Rollout;
using Orleans.Runtime;
using Orleans.Runtime.Services;

namespace ActorMlOps.Grains.Rollout;

/// <summary>Calls the agents of all active silos in parallel.</summary>
internal sealed class SiloAgents(IServiceProvider services, IGrainFactory grains) : GrainServiceClient<ISiloAgent>(services)
{
    /// <returns>By silo: the answer, or null if there was none within <paramref name="deadline"/>.</returns>
    public async Task<IReadOnlyList<(string Silo, T? Answer)>> CallAsync<T>(Func<ISiloAgent, Task<T>> call, TimeSpan deadline) where T : class
    {
        var hosts = await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
        return await Task.WhenAll(hosts.Keys.Select(async silo => (silo.ToParsableString(), await AskAsync(silo, call, deadline))));
    }

    /// <returns>Null: no answer within <paramref name="deadline"/>.</returns>
    public async Task<T?> AskAsync<T>(SiloAddress silo, Func<ISiloAgent, Task<T>> call, TimeSpan deadline) where T : class
    {
        try
        {
            return await call(GetGrainService(silo)).WaitAsync(deadline);
        }
        catch (Exception)
        {
            return null;
        }
    }
}
