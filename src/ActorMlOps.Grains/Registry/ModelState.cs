using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Registry;

/// <param name="LastNumber">The number that was given to a version last; retired versions keep theirs.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.Model")]
internal sealed record ModelState([property: Id(0)] VersionInfo[] Versions, [property: Id(1)] int LastNumber = 0)
{
    /// <summary>Receipts have two bytes for the number of a version.</summary>
    public const int MaxNumber = ushort.MaxValue;

    public static ModelState None { get; } = new([]);
}
