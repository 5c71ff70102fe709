namespace ActorMlOps.Silo.Hosting;

/// <summary>The silo cannot start with what it found; the message tells the operator what to do about it.</summary>
public sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner);
