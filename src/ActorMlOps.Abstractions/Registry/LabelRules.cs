namespace ActorMlOps.Registry;

/// <summary><see cref="LabelsConfig"/> with its defaults filled in.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.LabelRules")]
public sealed record LabelRules([property: Id(0)] TimeSpan Horizon, [property: Id(1)] int Ledger)
{
    public const int LeastLedger = 1_000;
    public const int MostLedger = 100_000_000;

    public static TimeSpan LeastHorizon { get; } = TimeSpan.FromHours(1);

    public static TimeSpan MostHorizon { get; } = TimeSpan.FromDays(400);

    public static LabelRules Default { get; } = new(TimeSpan.FromDays(35), 1_000_000);

    public static LabelRules Of(LabelsConfig? config) => new(config?.Horizon ?? Default.Horizon, config?.Ledger ?? Default.Ledger);
}
