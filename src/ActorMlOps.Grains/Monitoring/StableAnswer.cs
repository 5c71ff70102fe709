namespace ActorMlOps.Grains.Monitoring;

/// <summary>The answer that a shadow's is compared with. A class is given by its name, since versions may number them differently.</summary>
/// <param name="Classes">Names of the classes that <paramref name="Predicted"/> indexes; empty for regression.</param>
internal sealed record StableAnswer(string[] Classes, double[] Predicted, float[] Scores);
