namespace ActorMlOps.Monitoring;

/// <summary>Why the API refused a request, where many of a kind are a sign of an attack or of a broken caller.</summary>
public enum Refusal : byte
{
    /// <summary>The caller is not known, or may not do this (401, 403).</summary>
    Unauthorized = 0,

    /// <summary>A request for inference can't be read, or is not of the form that the model takes (400, 413, 415).</summary>
    Malformed = 1,
}
