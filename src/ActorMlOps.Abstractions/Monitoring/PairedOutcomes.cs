namespace ActorMlOps.Monitoring;

/// <summary>Labelled rows that two versions answered: how often each was right. The discordant counts are those of McNemar's test.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.PairedOutcomes")]
public sealed record PairedOutcomes(
    [property: Id(0)] long BothRight,
    [property: Id(1)] long OnlyThis,
    [property: Id(2)] long OnlyOther,
    [property: Id(3)] long BothWrong)
{
    public long Rows => BothRight + OnlyThis + OnlyOther + BothWrong;

    public static PairedOutcomes None { get; } = new(0, 0, 0, 0);

    public static PairedOutcomes operator +(PairedOutcomes a, PairedOutcomes b) =>
        new(a.BothRight + b.BothRight, a.OnlyThis + b.OnlyThis, a.OnlyOther + b.OnlyOther, a.BothWrong + b.BothWrong);
}
