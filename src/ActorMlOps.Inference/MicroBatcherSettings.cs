namespace ActorMlOps.Inference;

/// <summary>What a batcher works with besides the engine.</summary>
public sealed record MicroBatcherSettings
{
    /// <summary>Limits.</summary>
    public EngineOptions Options { get; init; } = new();

    /// <summary>Sees the batches; null = nobody.</summary>
    public IBatchObserver? Observer { get; init; }

    /// <summary>Told what the observer or a lane command threw; null = nobody. What it throws itself is ignored.</summary>
    public Action<Exception>? OnObserverError { get; init; }

    /// <summary>Source of timestamps.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether the engine is disposed with the batcher.</summary>
    public bool OwnsEngine { get; init; } = true;
}
