using ActorMlOps.Api.Batch;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Compare;
using ActorMlOps.Compare.Files;
using ActorMlOps.Compare.Settings;

namespace ActorMlOps.Api.Monitoring;

/// <summary>Reads two files and their config from a multipart body; the files go to disk as they come, in any order.</summary>
internal sealed class CompareUpload(ApiOptions limits) : IAsyncDisposable
{
    private static readonly MultipartForm Form =
        new("the parts 'reference' and 'current'", "curl -F reference=@reference.csv -F current=@current.csv URL");

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
        await Form.ReadAsync(request, (name, body) => ReadPartAsync(name, body, cancellationToken), cancellationToken);
        if (_reference is null || _current is null)
        {
            var missing = _reference is null ? "reference" : "current";
            throw new RequestException($"Part '{missing}', a CSV or Parquet file, is missing. {Form.Advice}");
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

    private async Task ReadPartAsync(string name, Stream body, CancellationToken cancellationToken)
    {
        switch (name)
        {
            case "reference":
                MultipartForm.Once(name, _reference is null);
                _reference = await SpoolFile.OfBodyAsync(body, limits.MaxReferenceBytes, cancellationToken);
                break;
            case "current":
                MultipartForm.Once(name, _current is null);
                _current = await SpoolFile.OfBodyAsync(body, limits.MaxReferenceBytes, cancellationToken);
                break;
            case "config":
                MultipartForm.Once(name, _options is null);
                _options = ReadConfig(await MultipartForm.ReadSmallAsync(body, cancellationToken));
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
        foreach (var (feature, methods) in config.Drift?.Features ?? [])
            StrictJson.RefuseNulls(methods, What, $"drift.features.{feature}");
        return config.ToOptions();
    }
}
