namespace ActorMlOps.Statistics.Multivariate;

/// <summary>Settings of <see cref="DomainClassifier"/>.</summary>
public sealed record DomainClassifierOptions
{
    /// <summary>Folds of the cross-validation; 2 or more.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Trees of each classifier; 1 or more.</summary>
    public int Trees { get; init; } = 40;

    /// <summary>Confidence level of the interval; inside (0, 1). Drift is claimed where its low end is above 1/2.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>Seed of the split into folds: the same input always gives the same result.</summary>
    public ulong Seed { get; init; } = 1;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Folds, 2, nameof(Folds));
        ArgumentOutOfRangeException.ThrowIfLessThan(Trees, 1, nameof(Trees));
        if (Level is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(Level), Level, "The confidence level must be above 0 and below 1.");
    }
}
