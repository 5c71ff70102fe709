namespace ActorMlOps.Statistics.Counters.Folding;

/// <summary>What a block holds beside its counts by bin.</summary>
internal struct FoldedBlock
{
    public Moments Moments;
    public int NaN;
    public int PositiveInfinity;
    public int NegativeInfinity;
}
