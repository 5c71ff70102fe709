namespace ActorMlOps.Monitoring;

/// <summary>Where a row was counted, as the silo that counted it knows: a row of a pane.</summary>
/// <param name="Sender">First 32 bits of the silo instance that counted the version's rows.</param>
/// <param name="Pane">Sequence of the pane, see <see cref="PaneHeader"/>.</param>
/// <param name="Row">Position within the pane.</param>
[GenerateSerializer, Immutable, Alias("actormlops.PanePlace")]
public readonly record struct PanePlace([property: Id(0)] uint Sender, [property: Id(1)] long Pane, [property: Id(2)] int Row)
{
    /// <summary>Answer to "which number has the row?": its pane has not been counted yet.</summary>
    public const long NotYet = -2;

    /// <summary>Answer to "which number has the row?": it is further back than windows by count reach.</summary>
    public const long Old = -1;

    public static uint SenderOf(Guid siloInstance)
    {
        Span<byte> bytes = stackalloc byte[16];
        siloInstance.TryWriteBytes(bytes);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}
