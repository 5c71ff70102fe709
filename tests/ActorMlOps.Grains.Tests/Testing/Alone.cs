namespace ActorMlOps.Grains.Tests.Testing;

/// <summary>Tests that measure the process: nothing else may run in it meanwhile.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
