using System.Collections.Concurrent;

namespace ActorMlOps.Inference.Tests.Support;

/// <summary>Notes every batch that it is shown.</summary>
internal sealed class BatchLog : IBatchObserver
{
    private readonly ConcurrentQueue<Entry> _entries = new();

    public Entry[] Entries => [.. _entries];

    public void OnBatch(in BatchView batch) => _entries.Enqueue(new Entry(
        batch.Lane,
        batch.Rows,
        batch.Parts.ToArray(),
        [.. batch.Inputs.ToArray().Select(i => i with { Data = i.Data.ToArray() })],
        [.. batch.Outputs.ToArray().Select(o => o with { Data = o.Data.ToArray() })],
        batch.Started,
        batch.Ended,
        batch.Failure));

    public sealed record Entry(
        int Lane, int Rows, BatchPart[] Parts, TensorData[] Inputs, TensorData[] Outputs, long Started, long Ended, string? Failure);
}
