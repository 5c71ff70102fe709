namespace ActorMlOps.Grains.Monitoring.Receipts;

/// <summary>Why a receipt was refused.</summary>
internal enum ReceiptFault : byte
{
    None,

    /// <summary>Not the text of a receipt.</summary>
    Malformed,

    /// <summary>Made by a newer release.</summary>
    UnknownFormat,

    /// <summary>Sealed with a key that this silo does not have.</summary>
    UnknownKey,

    /// <summary>The tag does not fit: forged, or changed on its way.</summary>
    Forged,

    /// <summary>Sealed with a key before or after that one's time.</summary>
    KeyOutOfTime,
}
