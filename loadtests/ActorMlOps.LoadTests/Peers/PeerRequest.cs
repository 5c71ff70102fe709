namespace ActorMlOps.LoadTests.Peers;

internal sealed record PeerRequest(string? Id, PeerInput[] Inputs);
