namespace ActorMlOps.Inference;

/// <summary>What became of a request.</summary>
public enum InferenceOutcome : byte
{
    /// <summary>The outputs are there.</summary>
    Done = 0,

    /// <summary>The queue was full; nothing was run. Try again later or elsewhere.</summary>
    Overloaded = 1,

    /// <summary>The caller's token was cancelled before the run.</summary>
    Cancelled = 2,

    /// <summary>The deadline passed before the run.</summary>
    Expired = 3,

    /// <summary>The inputs do not fit the signature; the error says which and why.</summary>
    Invalid = 4,

    /// <summary>The model failed on these rows.</summary>
    Failed = 5,

    /// <summary>The engine is being unloaded; nothing was run.</summary>
    Stopped = 6,
}
