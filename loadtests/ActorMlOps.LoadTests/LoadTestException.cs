namespace ActorMlOps.LoadTests;

/// <summary>The run itself failed: its figures, if any, mean nothing.</summary>
internal sealed class LoadTestException(string message, Exception? inner = null) : Exception(message, inner);
