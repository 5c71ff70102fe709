namespace ActorMlOps.Api.Batch;

/// <summary>
/// An answer that has begun can't be finished. The server then closes the connection without the end of the body: no client takes the
/// rows that it has for all of them.
/// </summary>
internal sealed class BatchCutException(string message, Exception cause) : Exception(message, cause);
