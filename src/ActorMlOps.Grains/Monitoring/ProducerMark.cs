using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>How far one producer's batches were taken.</summary>
/// <param name="Sequence">Batches up to this one were counted, or refused for good.</param>
/// <param name="LastHeard">Unix seconds.</param>
/// <param name="Refused">The newest refusals.</param>
/// <param name="Panes">How its rows go on as panes; null: none went yet.</param>
/// <param name="Open">A batch that is being delivered, or was when a crash came; its repeat makes the same panes again.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.ProducerMark")]
internal sealed record ProducerMark(
    [property: Id(0)] long Sequence,
    [property: Id(1)] long LastHeard,
    [property: Id(2)] RefusedBatch[] Refused,
    [property: Id(3)] ProducerPanes? Panes = null,
    [property: Id(4)] OpenBatch? Open = null)
{
    private const int MaxRefused = 16;
    private const int MaxReason = 500;

    public static ProducerMark None { get; } = new(0, 0, []);

    public StreamProgress Progress => new(Sequence, Refused);

    public ProducerMark Take(long sequence, DateTimeOffset now) => this with { Sequence = sequence, LastHeard = now.ToUnixTimeSeconds() };

    public ProducerMark Refuse(long sequence, string reason) => this with
    {
        Refused = [.. Refused.TakeLast(MaxRefused - 1), new(sequence, reason.Length <= MaxReason ? reason : reason[..MaxReason])],
    };
}

/// <summary>The panes of a producer as their receivers know them.</summary>
/// <param name="Sender">A new one whenever the numbering could not go on without a gap.</param>
/// <param name="Last">Sequence of the last pane of the batches that were counted.</param>
/// <param name="Rows">Rows in these panes.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.ProducerPanes")]
internal sealed record ProducerPanes(
    [property: Id(0)] Guid Sender,
    [property: Id(1)] long Last,
    [property: Id(2)] long Rows,
    [property: Id(3)] string? ProfileSha256);

/// <summary>What the panes of a batch depend on besides its rows.</summary>
/// <param name="Identity">Of the batch: hash of its number, or else of its content.</param>
/// <param name="At">When it came first.</param>
/// <param name="Phase">Rows of the version that others counted before.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.OpenBatch")]
internal sealed record OpenBatch(
    [property: Id(0)] UInt128 Identity,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] long Phase);
