namespace ActorMlOps.Grains.Registry;

[GenerateSerializer, Alias("actormlops.state.Catalog")]
internal sealed class CatalogState
{
    [Id(0)] public SortedSet<string> Models { get; set; } = [];

    /// <summary>Numbers that were given out, by model. They stay when a model goes: receipts of it may still come.</summary>
    [Id(1)] public Dictionary<string, int> Numbers { get; set; } = [];

    [Id(2)] public int LastNumber { get; set; }
}
