namespace ActorMlOps.Grains.Monitoring.Receipts;

/// <summary>Keys that can't be used; the message says which and what to do.</summary>
internal sealed class ReceiptKeysException(string message, Exception? inner = null) : Exception(message, inner);
