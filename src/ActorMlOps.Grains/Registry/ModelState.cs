using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Registry;

[GenerateSerializer, Immutable, Alias("actormlops.state.Model")]
internal sealed record ModelState([property: Id(0)] VersionInfo[] Versions)
{
    public static ModelState None { get; } = new([]);
}
