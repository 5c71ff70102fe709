using ActorMlOps.Grains.Hosting;
using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring.Resources;

/// <summary>What this silo refused: as a metric, and of the last minute for the fleet's alert rules.</summary>
internal sealed class Refusals(Instruments instruments, TimeProvider clock) : IRefusals
{
    private readonly RecentCount _unauthorized = new(clock);
    private readonly RecentCount _malformed = new(clock);

    /// <summary>Of the last minute.</summary>
    public RequestsRefused Recent => new(_unauthorized.Read(), _malformed.Read());

    public void Count(Refusal refusal)
    {
        (refusal == Refusal.Unauthorized ? _unauthorized : _malformed).Add();
        instruments.CountRefused(refusal);
    }
}
