namespace ActorMlOps.Client;

/// <summary>The way to models from .NET. Safe for concurrent use; one per process is enough.</summary>
public interface IModelClient
{
    /// <param name="name">The model.</param>
    /// <param name="version">A version to ask for; null: the traffic policy chooses.</param>
    /// <returns>The same handle for the same names: callers share its calls.</returns>
    ModelHandle Model(string name, string? version = null);
}
