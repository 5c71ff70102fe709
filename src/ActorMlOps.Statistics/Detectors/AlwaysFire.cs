using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Detectors;

/// <summary>Fires at every value: finds every change at once, and is worthless. Every detector is shown beside it.</summary>
public sealed class AlwaysFire : DriftDetector
{
    /// <inheritdoc/>
    public override DetectorKind Kind => DetectorKind.AlwaysFire;

    private protected override DetectorState Step(double value) => DetectorState.Drift;

    private protected override void Write(ByteWriter writer)
    {
    }
}
