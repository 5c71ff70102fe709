using System.Net;

namespace ActorMlOps.LoadTests.Fuzz;

/// <summary>One request that is sent to a silo. All of it follows from the seed and the number.</summary>
/// <param name="Kind">Name of the generator.</param>
/// <param name="Number">Of the case under its seed.</param>
internal sealed record FuzzCase(string Kind, long Number, HttpMethod Method, string Path, string ContentType, byte[] Body)
{
    /// <summary>Content headers beside the type; values may be anything.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Sent to the gRPC address, over HTTP/2; the body is a frame.</summary>
    public bool Grpc { get; init; }

    /// <summary>Path to delete if the case was accepted, so that a long run does not fill the silo; null: nothing.</summary>
    public string? Undo { get; init; }

    public HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(Method, Path) { Content = new ByteArrayContent(Body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        foreach (var (name, value) in Headers)
            request.Content.Headers.TryAddWithoutValidation(name, value);
        if (Grpc)
        {
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
            request.Headers.TryAddWithoutValidation("TE", "trailers");
        }
        return request;
    }
}
