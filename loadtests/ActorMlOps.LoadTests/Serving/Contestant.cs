using ActorMlOps.LoadTests.Reports;

namespace ActorMlOps.LoadTests.Serving;

/// <summary>One side of a comparison.</summary>
/// <param name="Drive">Puts load on it for so long.</param>
internal sealed record Contestant(string Name, Func<TimeSpan, Task<Measurement>> Drive);
