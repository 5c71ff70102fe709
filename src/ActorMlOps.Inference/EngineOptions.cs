namespace ActorMlOps.Inference;

/// <summary>Limits and habits of one engine and its batcher.</summary>
public sealed record EngineOptions
{
    /// <summary>Rows that may wait for a run before callers are told <see cref="InferenceOutcome.Overloaded"/>; 1 or more.
    /// A request may not have more rows than this.</summary>
    public int Queue { get; init; } = 10_000;

    /// <summary>Rows of several requests run at once; 1 or more. A larger request runs alone.</summary>
    public int MaxBatch { get; init; } = 128;

    /// <summary>Rows per run of a request larger than <see cref="MaxBatch"/>; 1 or more.</summary>
    public int MaxSlice { get; init; } = 1_024;

    /// <summary>Runs at once; 1 or more. The default is one per processor, at most 16.</summary>
    public int Lanes { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 16);

    /// <summary>Input bytes per run; 1 or more. Fewer rows than allowed otherwise are run at once where they would be more than this
    /// together, since activations take many times the memory of the inputs. A single row may be larger.</summary>
    public int MaxRunBytes { get; init; } = 4 << 20;

    /// <summary>A trial run after loading is left out for a model with rows of more input elements than this.</summary>
    public long ProbeElements { get; init; } = 1L << 18;
}
