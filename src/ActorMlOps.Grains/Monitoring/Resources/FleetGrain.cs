using ActorMlOps.Grains.Rollout;
using ActorMlOps.Monitoring;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace ActorMlOps.Grains.Monitoring.Resources;

/// <summary>Knows the silos from the membership that each silo holds anyway: no other silo can keep it from answering.</summary>
[StatelessWorker]
[Reentrant]
internal sealed class FleetGrain(ISiloStatusOracle membership, SiloAgents agents, TimeProvider clock) : Grain, IFleetGrain
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    public async Task<FleetResources> Resources()
    {
        var silos = membership.GetApproximateSiloStatuses(onlyActive: false).Where(s => s.Value != SiloStatus.Dead).ToArray();
        var reports = await Task.WhenAll(silos.Select(s => ReportAsync(s.Key, s.Value)));
        return FleetFold.Of(
            clock.GetUtcNow(), [.. reports.OrderBy(r => r.Name, StringComparer.Ordinal).ThenBy(r => r.Silo, StringComparer.Ordinal)]);
    }

    private async Task<SiloReport> ReportAsync(SiloAddress silo, SiloStatus status)
    {
        var (address, name) = (silo.ToParsableString(), membership.TryGetSiloName(silo, out var known) ? known : null);
        if (status != SiloStatus.Active)
            return new(address, name, StateOf(status), "It has not joined yet, or is leaving.", null);
        var resources = await agents.AskAsync(silo, agent => agent.Resources(), Deadline);
        return resources is null
            ? new(address, name, "unreachable", $"It did not answer within {Deadline.TotalSeconds:0} s.", null)
            : new(address, name, "answered", null, resources);
    }

    private static string StateOf(SiloStatus status) => status.ToString() is var text ? char.ToLowerInvariant(text[0]) + text[1..] : "";
}
