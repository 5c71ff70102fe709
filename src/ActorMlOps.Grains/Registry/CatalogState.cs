namespace ActorMlOps.Grains.Registry;

[GenerateSerializer, Alias("actormlops.state.Catalog")]
internal sealed class CatalogState
{
    [Id(0)] public SortedSet<string> Models { get; set; } = [];
}
