namespace ActorMlOps.Inference;

/// <summary>A large request under way: between its slices the lane does other work.</summary>
internal sealed class SlicedRequest(PendingRequest pending)
{
    public PendingRequest Pending => pending;

    /// <summary>Null before the first slice.</summary>
    public RunSlices? Slices { get; set; }

    /// <summary>When its first slice began.</summary>
    public long Started { get; set; }

    /// <summary>Whether it has its result.</summary>
    public bool Ended { get; set; }
}
