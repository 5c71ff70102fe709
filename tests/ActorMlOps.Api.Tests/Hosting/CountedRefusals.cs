using ActorMlOps.Monitoring;

namespace ActorMlOps.Api.Tests.Hosting;

/// <summary>Keeps what was counted.</summary>
internal sealed class CountedRefusals : IRefusals
{
    public List<Refusal> Counted { get; } = [];

    public void Count(Refusal refusal) => Counted.Add(refusal);
}
