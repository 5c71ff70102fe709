using ActorMlOps.Api.Hosting;
using ActorMlOps.Tables;
using Microsoft.Net.Http.Headers;

namespace ActorMlOps.Api.Batch;

/// <summary>Which formats a batch comes and goes in.</summary>
internal static class BatchFormats
{
    /// <exception cref="RequestException">415.</exception>
    public static TableFormat OfBody(HttpRequest request) => TableFormats.FormatOf(request.ContentType) ?? throw new RequestException(
        StatusCodes.Status415UnsupportedMediaType, $"'Content-Type' must be one of {TableFormats.All}, not '{request.ContentType}'.");

    /// <summary>The one that is liked best; of those that are liked equally that of the body, else the first named.</summary>
    /// <exception cref="RequestException">406.</exception>
    public static TableFormat OfAnswer(HttpRequest request, TableFormat body)
    {
        if (request.Headers.Accept.Count == 0)
            return body;
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted))
            throw Unacceptable(request);
        foreach (var liked in accepted.Where(a => a.Quality is not 0).GroupBy(a => a.Quality ?? 1).OrderByDescending(g => g.Key))
        {
            var own = MediaTypeHeaderValue.Parse(body.MediaType());
            if (liked.Any(a => TableFormats.FormatOf(a.MediaType.Value) == body || own.IsSubsetOf(a)))
                return body;
            if (liked.Select(Format).FirstOrDefault(f => f is not null) is { } other)
                return other;
        }
        throw Unacceptable(request);
    }

    private static TableFormat? Format(MediaTypeHeaderValue accepted) =>
        TableFormats.FormatOf(accepted.MediaType.Value)
        ?? Enum.GetValues<TableFormat>().Cast<TableFormat?>().FirstOrDefault(f => MediaTypeHeaderValue.Parse(f!.Value.MediaType()).IsSubsetOf(accepted));

    private static RequestException Unacceptable(HttpRequest request) => new(
        StatusCodes.Status406NotAcceptable, $"'Accept' must allow one of {TableFormats.All}; it is '{request.Headers.Accept}'.");
}
