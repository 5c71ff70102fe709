namespace ActorMlOps.Serving;

/// <summary>What became of a prediction.</summary>
[GenerateSerializer, Alias("actormlops.PredictOutcome")]
public enum PredictOutcome : byte
{
    Ok = 0,

    /// <summary>No such model, or it has no version yet.</summary>
    UnknownModel = 1,
    UnknownVersion = 2,

    /// <summary>Names, types, shapes or values don't fit the model; the message names the input.</summary>
    BadInput = 3,

    /// <summary>A queue is full: try again a little later.</summary>
    Overloaded = 4,
    DeadlineExceeded = 5,

    /// <summary>The version can't be served now (being unloaded, its file is missing): the message says why.</summary>
    Unavailable = 6,

    /// <summary>The silo that was asked is stopping; another one may answer.</summary>
    SiloStopping = 7,
}
