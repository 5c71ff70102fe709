namespace ActorMlOps.Inference;

/// <summary>A run was ended because it took longer than it may.</summary>
internal sealed class RunExpiredException(TimeSpan limit, Exception cause)
    : Exception($"The run did not end within {limit.TotalSeconds:0.###} s and was stopped.", cause);
