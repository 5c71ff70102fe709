namespace ActorMlOps.Inference;

/// <summary>The file is not a model that can be served. The message tells its owner what is wrong with it.</summary>
public sealed class InvalidModelException : Exception
{
    /// <summary>With what is wrong, in words.</summary>
    public InvalidModelException(string message)
        : base(message)
    {
    }

    /// <summary>With what is wrong, in words, and the cause.</summary>
    public InvalidModelException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
