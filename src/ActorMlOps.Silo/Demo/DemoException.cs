namespace ActorMlOps.Silo.Demo;

/// <summary>The sample can't go on.</summary>
public sealed class DemoException(string message) : Exception(message);
