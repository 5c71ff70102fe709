using Orleans.Concurrency;

namespace ActorMlOps.Monitoring;

/// <summary>Asks all silos. On every silo; holds nothing. Key: <see cref="Key"/>.</summary>
[Alias("actormlops.IFleetGrain")]
public interface IFleetGrain : IGrainWithStringKey
{
    const string Key = "fleet";

    /// <summary>A silo that does not answer within two seconds is listed as unreachable.</summary>
    [Alias("Resources"), ReadOnly]
    Task<FleetResources> Resources();
}
