namespace ActorMlOps.Inference;

/// <summary>The configured <see cref="ExecutionProvider"/> is not there. No fault of the model.</summary>
public sealed class ProviderUnavailableException : Exception
{
    /// <summary>With what is missing, in words.</summary>
    public ProviderUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>With what is missing, in words, and the cause.</summary>
    public ProviderUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
