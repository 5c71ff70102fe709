namespace ActorMlOps.LoadTests.Peers;

internal sealed record PeerLabels(long[] Data, int[] Shape) : PeerOutput("label", "INT64", Shape);
