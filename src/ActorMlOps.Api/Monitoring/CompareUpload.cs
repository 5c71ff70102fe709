using ActorMlOps.Api.Batch;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Compare;
using ActorMlOps.Compare.Files;
using ActorMlOps.Compare.Settings;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ActorMlOps.Api.Monitoring;

/// <summary>Reads two files and their config from a multipart body; the files go to disk as they come, in any order.</summary>
internal sealed class CompareUpload(ApiOptions limits) : IAsyncDisposable
{
    private const string Example = "curl -F reference=@reference.csv -F current=@current.csv URL";
    private const int MaxBoundary = 200;

    private FileStream? _reference;
    private FileStream? _current;
    private TableFile? _referenceFile;
    private TableFile? _currentFile;
    private ComparisonOptions? _options;

    public TableFile Reference => _referenceFile!;

    public TableFile Current => _currentFile!;

    public ComparisonOptions Options => _options!;

    /// <exception cref="RequestException">A part is missing, unknown, doubled, broken or larger than allowed.</exception>
    public async Task ReadAsync(HttpRequest request, CancellationToken cancellationToken)
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

        if (_reference is null || _current is null)
        {
            var missing = _reference is null ? "reference" : "current";
            throw new RequestException($"Part '{missing}', a CSV or Parquet file, is missing. Send it as by: {Example}");
        }

        _options ??= new();
        _referenceFile = new("reference", _reference, limits.MaxBatchBytes);
        _currentFile = new("current", _current, limits.MaxBatchBytes);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var resource in (IAsyncDisposable?[])[_referenceFile, _currentFile, _reference, _current])
        {
            if (resource is not null)
                await resource.DisposeAsync();
        }
    }

    private async Task ReadPartAsync(MultipartSection section, CancellationToken cancellationToken)
    {
        var disposition = section.GetContentDispositionHeader();
        var name = disposition is null ? "" : HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
        switch (name)
        {
            case "reference":
                Once(name, _reference is null);
                _reference = await SpoolFile.OfBodyAsync(section.Body, limits.MaxReferenceBytes, cancellationToken);
                break;
            case "current":
                Once(name, _current is null);
                _current = await SpoolFile.OfBodyAsync(section.Body, limits.MaxReferenceBytes, cancellationToken);
                break;
            case "config":
                Once(name, _options is null);
                using (var whole = new MemoryStream())
                {
                    await new LimitedStream(section.Body, ApiOptions.MaxCommandBytes).CopyToAsync(whole, cancellationToken);
                    _options = ReadConfig(whole.ToArray());
                }

                break;
            default:
                throw new RequestException($"There is no part '{name}'; parts are: reference, current, config.");
        }
    }

    private static ComparisonOptions ReadConfig(byte[] json)
    {
        const string What = "'config'";
        var config = StrictJson.Read(json, ComparisonConfigJson.Default.ComparisonConfig, What);
        StrictJson.RefuseNulls(config.Features, What, "features");
        StrictJson.RefuseNulls(config.Reference?.Ignore, What, "reference.ignore");
        StrictJson.RefuseNulls(config.Drift?.Methods, What, "drift.methods");
        return config.ToOptions();
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
                $"The body must be multipart/form-data with the parts 'reference' and 'current'. Send it as by: {Example}");
        }

        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        return boundary.Length is > 0 and <= MaxBoundary
            ? boundary
            : throw new RequestException($"'Content-Type' must name a boundary of 1 to {MaxBoundary} characters. Send the body as by: {Example}");
    }
}
