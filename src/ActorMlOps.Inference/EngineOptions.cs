namespace ActorMlOps.Inference;

/// <summary>Limits and habits of one engine and its batcher.</summary>
public sealed record EngineOptions
{
    /// <summary>Rows that may wait for a run before callers are told <see cref="InferenceOutcome.Overloaded"/>; 1 or more. Requests that
    /// are run in slices (<see cref="MaxSlice"/>) have as much room of their own: they never fill that of the others.
    /// A request may not have more rows than this.</summary>
    public int Queue { get; init; } = 10_000;

    /// <summary>Rows of several requests run at once; 1 or more. A larger request runs alone.</summary>
    public int MaxBatch { get; init; } = 128;

    /// <summary>Most rows per run of a request larger than <see cref="MaxBatch"/>; 1 or more. A request of more than 256 rows (or
    /// <see cref="MaxBatch"/>, or four times <see cref="MaxRunBytes"/>) is run in slices, between which others get their turn.</summary>
    public int MaxSlice { get; init; } = 1_024;

    /// <summary>Runs at once; 1 or more. The default is one per processor, at most 16.</summary>
    public int Lanes { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 16);

    /// <summary>Input bytes per run; 1 or more. Fewer rows than allowed otherwise are run at once where they would be more than this
    /// together, since activations take many times the memory of the inputs. A single row may be larger.</summary>
    public int MaxRunBytes { get; init; } = 4 << 20;

    /// <summary>A trial run after loading is left out for a model with rows of more input elements than this.</summary>
    public long ProbeElements { get; init; } = 1L << 18;

    /// <summary>How long one trial run after loading may take before the model is refused; more than zero. Default 30 s. It is looked
    /// at between operators: a single operator is not interrupted.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one run of a served model may take before its requests fail; more than zero, null = for ever (the default).
    /// Looked at between operators.</summary>
    public TimeSpan? RunTimeout { get; init; }

    /// <summary>Threads that share the work of one operator; 1 to 256, default 1: lanes use the cores better than operators do.</summary>
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>Operators of one run that run at once; 1 to 256, default 1.</summary>
    public int InterOpThreads { get; init; } = 1;

    /// <summary>Whether idle threads of a session burn their core while they wait for work. Of use only with threads above 1 and cores
    /// to spare.</summary>
    public bool Spinning { get; init; }

    /// <summary>What computes the operators.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Cpu;
}
