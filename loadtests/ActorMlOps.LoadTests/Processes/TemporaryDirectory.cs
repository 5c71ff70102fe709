namespace ActorMlOps.LoadTests.Processes;

internal sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("actormlops-load-");

    public string Path => _directory.FullName;

    public void Dispose() => _directory.Delete(recursive: true);
}
