using ActorMlOps.Serving;

namespace ActorMlOps.Monitoring;

/// <summary>One column of a batch.</summary>
/// <param name="Name">A feature's name, or one of <see cref="ObservationColumns"/>.</param>
/// <param name="Type">FP64 or BYTES (text); on streams also what <see cref="ColumnCodec"/> takes.</param>
/// <param name="Data">As in <see cref="Tensor"/>; a missing value still takes its place.</param>
/// <param name="Missing">Bit r of byte r / 8 is set if row r is missing; empty: none is.</param>
[GenerateSerializer, Immutable, Alias("actormlops.ObservationColumn")]
public sealed record ObservationColumn(
    [property: Id(0)] string Name,
    [property: Id(1)] TensorType Type,
    [property: Id(2)] ReadOnlyMemory<byte> Data,
    [property: Id(3)] ReadOnlyMemory<byte> Missing)
{
    public bool IsMissing(int row) => !Missing.IsEmpty && (Missing.Span[row >> 3] & (1 << (row & 7))) != 0;
}
