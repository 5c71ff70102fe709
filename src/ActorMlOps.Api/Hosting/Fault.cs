namespace ActorMlOps.Api.Hosting;

/// <summary>What a failed request is answered with.</summary>
/// <param name="RetryAfter">Seconds after which trying again makes sense; null: it makes none.</param>
/// <param name="Unexpected">A bug: to be logged with its stack, of which the caller sees nothing.</param>
internal sealed record Fault(int Status, IReadOnlyList<string> Errors, int? RetryAfter = null, bool Unexpected = false)
{
    public string Message => string.Join(" ", Errors);
}
