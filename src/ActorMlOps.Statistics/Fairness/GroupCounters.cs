using ActorMlOps.Statistics.Performance;

namespace ActorMlOps.Statistics.Fairness;

/// <summary>Rows of one group.</summary>
internal sealed class GroupCounters
{
    public long Predictions { get; set; }

    public long Selected { get; set; }

    public BinaryCounters Labelled { get; set; } = new();
}
