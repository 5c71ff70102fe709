using ActorMlOps.Serving;

namespace ActorMlOps.Client;

/// <summary>A prediction that was refused or failed; <see cref="Outcome"/> tells whether trying again makes sense.</summary>
public sealed class PredictionException(PredictOutcome outcome, string message, Exception? cause = null) : Exception(message, cause)
{
    public PredictOutcome Outcome { get; } = outcome;
}
