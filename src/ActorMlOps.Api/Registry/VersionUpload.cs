using ActorMlOps.Api.Hosting;
using ActorMlOps.Registry;

namespace ActorMlOps.Api.Registry;

/// <summary>Reads a multipart registration: files go into the artifact store as they come, whatever their size.</summary>
internal sealed class VersionUpload(IArtifactStore artifacts, ApiOptions limits)
{
    private static readonly MultipartForm Form =
        new("the part 'model'", "curl -X PUT -F model=@model.onnx -F reference=@reference.csv -F config=@config.json URL");

    private StoredArtifact? _model;
    private StoredArtifact? _reference;
    private VersionConfig? _config;

    /// <exception cref="RequestException">A part is missing, unknown, doubled or broken.</exception>
    /// <exception cref="ArtifactTooLargeException">A file is larger than allowed.</exception>
    public async Task<RegisterVersion> ReadAsync(string version, HttpRequest request, CancellationToken cancellationToken)
    {
        await Form.ReadAsync(request, (name, body) => ReadPartAsync(name, body, cancellationToken), cancellationToken);
        return _model is { } model
            ? new(version, model.Sha256, _reference?.Sha256, _config ?? new())
            : throw new RequestException($"Part 'model', the ONNX file, is missing. {Form.Advice}");
    }

    private async Task ReadPartAsync(string name, Stream body, CancellationToken cancellationToken)
    {
        switch (name)
        {
            case "model":
                MultipartForm.Once(name, _model is null);
                _model = await artifacts.PutAsync(body, limits.MaxModelBytes, cancellationToken);
                break;
            case "reference":
                MultipartForm.Once(name, _reference is null);
                _reference = await artifacts.PutAsync(body, limits.MaxReferenceBytes, cancellationToken);
                break;
            case "config":
                MultipartForm.Once(name, _config is null);
                _config = VersionConfigReader.Read(await MultipartForm.ReadSmallAsync(body, cancellationToken));
                break;
            default:
                throw new RequestException($"There is no part '{name}'; parts are: model, reference, config.");
        }
    }
}
