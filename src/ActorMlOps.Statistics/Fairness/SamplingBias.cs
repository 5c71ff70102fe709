using ActorMlOps.Statistics.Drift;

namespace ActorMlOps.Statistics.Fairness;

/// <summary>Whether the groups of a sensitive attribute still come in the reference's shares.</summary>
public static class SamplingBias
{
    /// <summary>
    /// Population stability index of the attribute, each group a cell, with the verdict of <see cref="Psi"/>; undefined with a
    /// reason where a side is empty.
    /// </summary>
    public static DriftResult Test(FairnessCounters reference, FairnessCounters current, DriftOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(current);
        return Psi.Test(reference.PredictionsByGroup(), current.PredictionsByGroup(), options);
    }
}
