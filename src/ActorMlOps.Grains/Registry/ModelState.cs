using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Registry;

/// <param name="LastNumber">The number that was given to a version last; retired versions keep theirs.</param>
/// <param name="Changes">Of monitoring, oldest first; null: there were none.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.Model")]
internal sealed record ModelState(
    [property: Id(0)] VersionInfo[] Versions, [property: Id(1)] int LastNumber = 0, [property: Id(2)] MonitoringChange[]? Changes = null)
{
    /// <summary>Receipts have two bytes for the number of a version.</summary>
    public const int MaxNumber = ushort.MaxValue;

    /// <summary>Changes of monitoring that are kept; the oldest go first.</summary>
    public const int MaxChanges = 1_000;

    public static ModelState None { get; } = new([]);
}
