using System.Text.Json.Serialization;

namespace ActorMlOps.LoadTests.Peers;

[JsonDerivedType(typeof(PeerLabels))]
[JsonDerivedType(typeof(PeerProbabilities))]
internal abstract record PeerOutput(string Name, string Datatype, int[] Shape);
