namespace ActorMlOps.Registry;

/// <summary>How a version's outputs are read.</summary>
/// <param name="Task">What the answer is.</param>
/// <param name="Label">Index of the output that holds the predicted class or value; -1: none.</param>
/// <param name="Scores">Index of the output that holds a score per class; -1: none.</param>
/// <param name="ScoreWidth">Scores in a row.</param>
/// <param name="PositiveIndex">Which of the scores is the positive class's (binary).</param>
/// <param name="Classes">Names of the classes in the order of the scores; empty if unknown.</param>
/// <param name="PositiveClass">Name of the positive class (binary).</param>
/// <param name="Threshold">Positive from this score on, where there is no label output.</param>
[GenerateSerializer, Immutable, Alias("actormlops.OutputSpec")]
public sealed record OutputSpec(
    [property: Id(0)] TaskKind Task,
    [property: Id(1)] int Label,
    [property: Id(2)] int Scores,
    [property: Id(3)] int ScoreWidth,
    [property: Id(4)] int PositiveIndex,
    [property: Id(5)] string[] Classes,
    [property: Id(6)] string? PositiveClass,
    [property: Id(7)] double Threshold)
{
    public static OutputSpec Unwatched { get; } = new(TaskKind.None, -1, -1, 0, -1, [], null, 0.5);
}
