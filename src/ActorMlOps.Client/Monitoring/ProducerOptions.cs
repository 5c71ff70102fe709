namespace ActorMlOps.Client;

/// <summary>How a producer sends.</summary>
public sealed record ProducerOptions
{
    /// <summary>
    /// 1 to 200 characters. Null: a new GUID, and batches count from 1. A name of your own, used by one producer at a time, goes on after
    /// the last batch that was taken, see <see cref="BatchProducer.LastTaken"/>.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>Batches that are sent but not known to be taken; the next one waits. 1 to 1,024; default 16.</summary>
    public int MaxInFlight { get; init; } = 16;

    /// <summary>How long to wait for progress before <see cref="TimeoutException"/>; default 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Batches are sent again that made no progress for so long, then twice as long, up to a minute; default 5 s.</summary>
    public TimeSpan ResendAfter { get; init; } = TimeSpan.FromSeconds(5);

    internal void Demand()
    {
        if (Name is { Length: not (> 0 and <= 200) })
            throw new ArgumentException($"{nameof(Name)} must have 1 to 200 characters, not {Name.Length}.");
        if (MaxInFlight is < 1 or > 1024)
            throw new ArgumentException($"{nameof(MaxInFlight)} must be from 1 to 1,024, not {MaxInFlight}.");
        if (Timeout <= TimeSpan.Zero || ResendAfter <= TimeSpan.Zero)
            throw new ArgumentException($"{nameof(Timeout)} and {nameof(ResendAfter)} must be above 0.");
    }
}
