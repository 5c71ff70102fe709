using ActorMlOps.Api.Hosting;
using ActorMlOps.Registry;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ActorMlOps.Api.Registry;

/// <summary>Reads a multipart registration: files go into the artifact store as they come, whatever their size.</summary>
internal sealed class VersionUpload(IArtifactStore artifacts, ApiOptions limits)
{
    private const string Example = "curl -X PUT -F model=@model.onnx -F reference=@reference.csv -F config=@config.json URL";
    private const int MaxBoundary = 200;

    private StoredArtifact? _model;
    private StoredArtifact? _reference;
    private VersionConfig? _config;

    /// <exception cref="RequestException">A part is missing, unknown, doubled or broken.</exception>
    /// <exception cref="ArtifactTooLargeException">A file is larger than allowed.</exception>
    public async Task<RegisterVersion> ReadAsync(string version, HttpRequest request, CancellationToken cancellationToken)
    {
        var reader = new MultipartReader(Boundary(request), request.Body);
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
                await ReadPartAsync(section, cancellationToken);
        }
        catch (Exception e) when (e is IOException and not BadHttpRequestException or InvalidDataException)
        {
            throw new RequestException($"The multipart body is broken: {e.Message} Send it as by: {Example}");
        }
        return _model is { } model
            ? new(version, model.Sha256, _reference?.Sha256, _config ?? new())
            : throw new RequestException($"Part 'model', the ONNX file, is missing. Send it as by: {Example}");
    }

    private async Task ReadPartAsync(MultipartSection section, CancellationToken cancellationToken)
    {
        var disposition = section.GetContentDispositionHeader();
        var name = disposition is null ? "" : HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
        switch (name)
        {
            case "model":
                Once(name, _model is null);
                _model = await artifacts.PutAsync(section.Body, limits.MaxModelBytes, cancellationToken);
                break;
            case "reference":
                Once(name, _reference is null);
                _reference = await artifacts.PutAsync(section.Body, limits.MaxReferenceBytes, cancellationToken);
                break;
            case "config":
                Once(name, _config is null);
                _config = VersionConfigReader.Read(await ReadSmallAsync(section.Body, cancellationToken));
                break;
            default:
                throw new RequestException($"There is no part '{name}'; parts are: model, reference, config.");
        }
    }

    private static async Task<byte[]> ReadSmallAsync(Stream body, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        await new LimitedStream(body, ApiOptions.MaxCommandBytes).CopyToAsync(whole, cancellationToken);
        return whole.ToArray();
    }

    private static void Once(string name, bool first)
    {
        if (!first)
            throw new RequestException($"Part '{name}' is there twice.");
    }

    private static string Boundary(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            throw new RequestException(
                StatusCodes.Status415UnsupportedMediaType,
                $"The body must be multipart/form-data with the part 'model'. Send it as by: {Example}");
        }
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        return boundary.Length is > 0 and <= MaxBoundary
            ? boundary
            : throw new RequestException(
                $"'Content-Type' must name a boundary of 1 to {MaxBoundary} characters. Send the body as by: {Example}");
    }
}
