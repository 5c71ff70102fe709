using System.Collections.Concurrent;
using Microsoft.ML.OnnxRuntime;

namespace ActorMlOps.LoadTests.Peers;

/// <summary>A session with the runs that are free, by their number of rows.</summary>
internal sealed class PeerModel(InferenceSession session)
{
    private readonly ConcurrentDictionary<int, ConcurrentBag<BoundRun>> _free = new();

    public int RowLength { get; } = BoundRun.RowLength(session);

    public BoundRun Take(int rows) => Free(rows).TryTake(out var run) ? run : new(session, rows);

    public void Return(BoundRun run) => Free(run.Rows).Add(run);

    private ConcurrentBag<BoundRun> Free(int rows) => _free.GetOrAdd(rows, _ => []);
}
