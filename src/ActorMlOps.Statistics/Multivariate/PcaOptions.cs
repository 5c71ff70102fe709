namespace ActorMlOps.Statistics.Multivariate;

/// <summary>Settings of <see cref="PcaReconstruction"/>.</summary>
public sealed record PcaOptions
{
    /// <summary>Share of the reference's variance the components must explain; inside (0, 1), usually 0.65 to 0.9.</summary>
    public double ExplainedVariance { get; init; } = 0.65;

    /// <summary>Rows of a reference chunk, whose mean errors give the band; at least 1. A fifth of the reference if that is less.</summary>
    public int ChunkRows { get; init; } = 100;

    /// <summary>Half width of the band in standard deviations of the chunks; above 0.</summary>
    public double Sigmas { get; init; } = 3;

    internal void Validate()
    {
        if (ExplainedVariance is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(ExplainedVariance), ExplainedVariance, "The explained variance must be above 0 and below 1.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(ChunkRows, 1, nameof(ChunkRows));
        if (!(Sigmas > 0) || double.IsInfinity(Sigmas))
            throw new ArgumentOutOfRangeException(nameof(Sigmas), Sigmas, "The band's width must be finite and above 0.");
    }
}
