using ActorMlOps.Monitoring;

namespace ActorMlOps.Client;

/// <summary>Batches, or rows of them, that the monitors can't count. All others are counted.</summary>
public sealed class BatchRefusedException(string stream, IReadOnlyList<RefusedBatch> batches)
    : Exception($"{stream} refused {string.Join(" ", batches.Select(b => $"batch {b.Sequence}: {b.Reason}"))}")
{
    public IReadOnlyList<RefusedBatch> Batches { get; } = batches;
}
