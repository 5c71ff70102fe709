namespace ActorMlOps.Inference;

/// <summary>Keeps an engine loaded, and its buffers one's own, until disposed (once).</summary>
internal readonly struct EngineLease(OnnxEngine engine, RunSlot slot) : IDisposable
{
    /// <summary>Where inputs may be stacked, so that they need not be copied; null where the model has none.</summary>
    public RunBuffers? Buffers => slot.Buffers;

    /// <summary>As <see cref="OnnxEngine.Run"/>, for inputs that passed <see cref="OnnxEngine.Check"/>.</summary>
    public TensorData[] Run(int rows, ReadOnlySpan<TensorData> inputs) => engine.RunChecked(slot, rows, inputs);

    public void Dispose() => engine.Return(slot);
}
