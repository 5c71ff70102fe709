namespace ActorMlOps.Statistics.Drift;

/// <summary>How raw reference values are cut into ten bins.</summary>
public enum PsiBinning
{
    /// <summary>At the reference's distinct type-7 deciles.</summary>
    Quantile = 0,

    /// <summary>At ten equal widths between the reference's minimum and maximum.</summary>
    Width = 1,
}
