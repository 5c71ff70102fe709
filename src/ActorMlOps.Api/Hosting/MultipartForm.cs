using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ActorMlOps.Api.Hosting;

/// <summary>Reads the parts of a multipart body as they come, each under its name.</summary>
/// <param name="parts">Which must be there, for the message: <c>the part 'model'</c>.</param>
/// <param name="example">How to send such a body.</param>
internal sealed class MultipartForm(string parts, string example)
{
    private const int MaxBoundary = 200;

    /// <summary>How to send such a body, to end a message with.</summary>
    public string Advice => $"Send it as by: {example}";

    /// <param name="take">Takes a part by its name; "" if it has none.</param>
    /// <exception cref="RequestException">The body is none, or is broken.</exception>
    public async Task ReadAsync(HttpRequest request, Func<string, Stream, Task> take, CancellationToken cancellationToken)
    {
        var reader = new MultipartReader(Boundary(request), request.Body);
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                var disposition = section.GetContentDispositionHeader();
                await take(disposition is null ? "" : HeaderUtilities.RemoveQuotes(disposition.Name).ToString(), section.Body);
            }
        }
        catch (Exception e) when (e is IOException and not BadHttpRequestException or InvalidDataException)
        {
            throw new RequestException($"The multipart body is broken: {e.Message} {Advice}");
        }
    }

    /// <exception cref="RequestException">The part has come before.</exception>
    public static void Once(string name, bool first)
    {
        if (!first)
            throw new RequestException($"Part '{name}' is there twice.");
    }

    /// <summary>A part that is a command, whole.</summary>
    public static async Task<byte[]> ReadSmallAsync(Stream body, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        await new LimitedStream(body, ApiOptions.MaxCommandBytes).CopyToAsync(whole, cancellationToken);
        return whole.ToArray();
    }

    private string Boundary(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            throw new RequestException(StatusCodes.Status415UnsupportedMediaType, $"The body must be multipart/form-data with {parts}. {Advice}");
        }
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        return boundary.Length is > 0 and <= MaxBoundary
            ? boundary
            : throw new RequestException($"'Content-Type' must name a boundary of 1 to {MaxBoundary} characters. Send the body as by: {example}");
    }
}
