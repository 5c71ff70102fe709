namespace ActorMlOps.LoadTests.Drivers;

/// <summary>How a request ended.</summary>
internal enum Answer
{
    Accepted,

    /// <summary>Told to come again later (HTTP 429).</summary>
    Refused,

    /// <summary>Anything else: another status, a lost connection.</summary>
    Failed,
}
