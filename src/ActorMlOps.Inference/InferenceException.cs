namespace ActorMlOps.Inference;

/// <summary>The model could not be run on the given data.</summary>
public sealed class InferenceException : Exception
{
    /// <summary>With what is wrong, in words.</summary>
    public InferenceException(string message)
        : base(message)
    {
    }

    /// <summary>With what is wrong, in words, and the cause.</summary>
    public InferenceException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
