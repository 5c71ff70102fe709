namespace ActorMlOps.LoadTests.Peers;

internal sealed record PeerInput(string Name, int[] Shape, string Datatype, float[] Data);
