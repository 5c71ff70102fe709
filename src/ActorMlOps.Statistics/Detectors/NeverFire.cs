using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Detectors;

/// <summary>Never fires: no false alarm, no change found. Every detector is shown beside it.</summary>
public sealed class NeverFire : DriftDetector
{
    /// <inheritdoc/>
    public override DetectorKind Kind => DetectorKind.NeverFire;

    private protected override DetectorState Step(double value) => DetectorState.InControl;

    private protected override void Write(ByteWriter writer)
    {
    }
}
