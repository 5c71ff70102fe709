namespace ActorMlOps.Inference;

/// <summary>A batch that has just been run. Valid only during <see cref="IBatchObserver.OnBatch"/>: its buffers are reused.</summary>
public readonly ref struct BatchView
{
    /// <summary>Index of the lane, 0 and up; a lane reports one batch at a time.</summary>
    public required int Lane { get; init; }

    /// <summary>Rows of the batch.</summary>
    public required int Rows { get; init; }

    /// <summary>Stacked inputs in signature order; row shapes are never null.</summary>
    public required ReadOnlySpan<TensorData> Inputs { get; init; }

    /// <summary>Stacked outputs in signature order; empty if the run failed.</summary>
    public required ReadOnlySpan<TensorData> Outputs { get; init; }

    /// <summary>The requests in the batch, in row order; they cover all rows.</summary>
    public required ReadOnlySpan<BatchPart> Parts { get; init; }

    /// <summary><see cref="TimeProvider.GetTimestamp"/> before the run.</summary>
    public required long Started { get; init; }

    /// <summary><see cref="TimeProvider.GetTimestamp"/> after the run.</summary>
    public required long Ended { get; init; }

    /// <summary>Why the run failed, in words; null if it did not.</summary>
    public required string? Failure { get; init; }
}
