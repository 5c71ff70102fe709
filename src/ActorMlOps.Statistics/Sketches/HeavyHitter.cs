namespace ActorMlOps.Statistics.Sketches;

/// <summary>A frequent name.</summary>
/// <param name="Name">The name; its first 128 bytes of UTF-8 if it is longer.</param>
/// <param name="Most">It occurred at most this often.</param>
/// <param name="Least">It occurred at least this often.</param>
public readonly record struct HeavyHitter(string Name, long Most, long Least);
