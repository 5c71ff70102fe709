namespace ActorMlOps.Grains.Monitoring;

/// <summary>How far one silo instance's deltas were counted.</summary>
/// <param name="Sequence">The last pane that was counted.</param>
/// <param name="Rows">Rows of that instance that were counted or found lost.</param>
/// <param name="LastHeard">Unix seconds; senders are forgotten when they were silent for as long as windows are kept.</param>
/// <param name="FirstRows">
/// Numbers of the first rows of all panes up to <paramref name="Sequence"/> in the last delivery, repeated ones included: if its receipt
/// got lost, the repeated delivery gets the same answer.
/// </param>
[GenerateSerializer, Immutable, Alias("actormlops.state.SenderMark")]
internal sealed record SenderMark(
    [property: Id(0)] long Sequence,
    [property: Id(1)] long Rows,
    [property: Id(2)] long LastHeard,
    [property: Id(3)] long[] FirstRows)
{
    public static SenderMark None { get; } = new(0, 0, 0, []);

    /// <summary>Number of the first row of a pane that was counted before; -1 if that is too long ago.</summary>
    public long FirstRowOf(long sequence)
    {
        var index = FirstRows.Length - 1 - (Sequence - sequence);
        return index >= 0 && index < FirstRows.Length ? FirstRows[index] : -1;
    }
}
