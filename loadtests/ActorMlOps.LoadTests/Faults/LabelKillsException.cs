namespace ActorMlOps.LoadTests.Faults;

/// <summary>The run does not count: something else than a kill went wrong.</summary>
internal sealed class LabelKillsException(string message) : Exception(message);
