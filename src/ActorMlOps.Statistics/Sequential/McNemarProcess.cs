namespace ActorMlOps.Statistics.Sequential;

/// <summary>
/// A sequential McNemar test of two versions that answered the same requests: among the pairs where exactly one is right, each is
/// the better with chance 1/2 if the versions are equally good. Exact at all looks together (<see cref="BetaBinomial"/> at 1/2).
/// </summary>
/// <remarks>McNemar 1947 for the discordant pairs. Immutable; O(1).</remarks>
/// <param name="OnlyStableRight">Pairs where only the stable version is right, at least 0.</param>
/// <param name="OnlyCandidateRight">Pairs where only the candidate is right, at least 0.</param>
public readonly record struct McNemarProcess(long OnlyStableRight, long OnlyCandidateRight)
{
    /// <summary>ln of the e-value against "equally good"; 0 with no discordant pair.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A negative count.</exception>
    public double LogEValue => BetaBinomial.LogEValue(OnlyCandidateRight, checked(OnlyStableRight + OnlyCandidateRight), 0.5);

    /// <summary>With one more pair; pairs on which both are right, or both wrong, tell nothing.</summary>
    public McNemarProcess Add(bool stableRight, bool candidateRight) => (stableRight, candidateRight) switch
    {
        (true, false) => this with { OnlyStableRight = OnlyStableRight + 1 },
        (false, true) => this with { OnlyCandidateRight = OnlyCandidateRight + 1 },
        _ => this,
    };

    /// <summary>1: the candidate is better, -1: worse, at level alpha (two-sided); 0: not known yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Alpha is not in (0, 1), or a count is negative.</exception>
    public int Verdict(double alpha)
    {
        if (alpha is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Alpha must be above 0 and below 1.");
        return LogEValue >= -Math.Log(alpha) ? OnlyCandidateRight.CompareTo(OnlyStableRight) : 0;
    }
}
