namespace ActorMlOps.LoadTests.Peers;

internal sealed record PeerResponse(string ModelName, string ModelVersion, string? Id, PeerOutput[] Outputs);
