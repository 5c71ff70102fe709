namespace ActorMlOps.Api.Hosting;

/// <summary>On an endpoint whose handler answers its own failures by <see cref="ErrorPages.AnswerAsync"/>: nothing else waits for it.</summary>
internal sealed class AnswersFailures
{
    public static AnswersFailures Itself { get; } = new();
}
