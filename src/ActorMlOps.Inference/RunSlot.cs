namespace ActorMlOps.Inference;

/// <summary>What one run at a time works with.</summary>
/// <param name="guard">Ends a run that takes too long.</param>
/// <param name="buffers">Null where the model's tensors have no fixed row shape.</param>
internal sealed class RunSlot(RunGuard guard, RunBuffers? buffers) : IDisposable
{
    public RunGuard Guard => guard;

    public RunBuffers? Buffers => buffers;

    public void Dispose()
    {
        buffers?.Dispose();
        guard.Dispose();
    }
}
