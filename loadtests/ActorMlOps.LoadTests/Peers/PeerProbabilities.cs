namespace ActorMlOps.LoadTests.Peers;

internal sealed record PeerProbabilities(float[] Data, int[] Shape) : PeerOutput("probabilities", "FP32", Shape);
