namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// How coarse the cells of a label book are by now, as <see cref="WindowGrid"/> has it. Stored with the cells and only ever moved together with
/// them, so that a label that is corrected is taken from the cell in which it was counted.
/// </summary>
/// <param name="KeptFrom">Unix seconds; hops before are not kept. All three are full hours.</param>
/// <param name="FiveMinutesFrom">Hops before are an hour wide.</param>
/// <param name="FineFrom">Hops before are five minutes wide, later ones ten seconds.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.LabelGrid")]
internal readonly record struct LabelGrid(
    [property: Id(0)] long KeptFrom,
    [property: Id(1)] long FiveMinutesFrom,
    [property: Id(2)] long FineFrom)
{
    public static LabelGrid Start { get; } = new(long.MinValue, long.MinValue, long.MinValue);

    /// <summary>It never goes back, whatever the clock does.</summary>
    public LabelGrid At(DateTimeOffset now) => new(
        Math.Max(KeptFrom, WindowGrid.HopOf(now - WindowGrid.Keep, WindowGrid.CoarseSeconds)),
        Math.Max(FiveMinutesFrom, WindowGrid.HopOf(now - WindowGrid.Middle, WindowGrid.CoarseSeconds)),
        Math.Max(FineFrom, WindowGrid.HopOf(now - WindowGrid.Fine, WindowGrid.CoarseSeconds)));

    public int HopSeconds(long hop) => hop >= FineFrom ? WindowGrid.HopSeconds : hop >= FiveMinutesFrom ? WindowGrid.MiddleSeconds : WindowGrid.CoarseSeconds;

    /// <summary>Start of the cell that holds a hop.</summary>
    public long CellOf(long hop) => WindowGrid.HopOf(hop, HopSeconds(hop));
}
