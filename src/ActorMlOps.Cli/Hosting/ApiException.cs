namespace ActorMlOps.Cli.Hosting;

/// <summary>The silo refused; the message is its own.</summary>
internal sealed class ApiException(string message) : Exception(message);
