namespace ActorMlOps.Api.Hosting;

/// <summary>A request is refused: the status, and messages that name the field and the remedy.</summary>
internal sealed class RequestException : Exception
{
    public RequestException(string error) : this(StatusCodes.Status400BadRequest, error)
    {
    }

    /// <param name="errors">At least one.</param>
    public RequestException(int status, params IReadOnlyList<string> errors)
        : base(string.Join(" ", errors)) => (Status, Errors) = (status, errors);

    public int Status { get; }

    public IReadOnlyList<string> Errors { get; }

    public static RequestException NotFound(string error) => new(StatusCodes.Status404NotFound, error);
}
