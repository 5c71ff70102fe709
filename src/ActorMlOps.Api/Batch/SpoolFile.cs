using System.Globalization;
using ActorMlOps.Api.Hosting;

namespace ActorMlOps.Api.Batch;

/// <summary>Temporary files that nobody else can open and that are gone with their process, however it ends.</summary>
internal static class SpoolFile
{
    private const int BufferBytes = 128 << 10;

    public static FileStream Create()
    {
        var path = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"actormlops-{Guid.NewGuid():N}.spool"));
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
            BufferSize = BufferBytes,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows())
            // Open files live on without a name: not even a killed process leaves one behind.
            File.Delete(path);
        return file;
    }

    /// <summary>A whole body, for formats that are read from their end.</summary>
    /// <exception cref="RequestException">413.</exception>
    public static async Task<FileStream> OfBodyAsync(Stream body, long maxBytes, CancellationToken cancellationToken)
    {
        var file = Create();
        try
        {
            await new LimitedStream(body, maxBytes).CopyToAsync(file, BufferBytes, cancellationToken);
            await file.FlushAsync(cancellationToken);
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }
}
