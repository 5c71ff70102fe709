using ActorMlOps.Monitoring;
using ActorMlOps.Statistics.Performance;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Counters of one cell of a version's operations. Latency is an encoded <see cref="LatencyHistogram"/>.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.state.OperationsValue")]
internal sealed record OperationsValue(
    [property: Id(0)] long Requests,
    [property: Id(1)] long Errors,
    [property: Id(2)] long ShadowRows,
    [property: Id(3)] byte[] Latency,
    [property: Id(4)] ShadowComparison? Shadow)
{
    public static OperationsValue Merge(OperationsValue a, OperationsValue b)
    {
        var latency = LatencyHistogram.Decode(a.Latency);
        latency.Merge(LatencyHistogram.Decode(b.Latency));
        return new(
            a.Requests + b.Requests,
            a.Errors + b.Errors,
            a.ShadowRows + b.ShadowRows,
            latency.Encode(),
            a.Shadow is null ? b.Shadow : b.Shadow is null ? a.Shadow : a.Shadow + b.Shadow);
    }
}
