using System.Globalization;
using ActorMlOps.Silo.Storage;

namespace ActorMlOps.Silo.Hosting;

/// <summary>
/// The directory with everything that a silo keeps, held for this process alone until it is disposed.
/// The lock is the kernel's (flock): it goes with the process, however that ends. On file systems without locks,
/// some network shares, nothing is held: keep the data on a local disk.
/// </summary>
public sealed class DataDirectory : IDisposable
{
    private const string LockFile = "silo.lock";

    /// <summary>Who holds it, for the message to the second: a locked file cannot be read by others.</summary>
    private const string HolderFile = "silo.pid";

    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    /// <summary>Full path.</summary>
    public string Path { get; }

    public string Database => System.IO.Path.Combine(Path, StorageNames.DatabaseFile);

    public string Artifacts => System.IO.Path.Combine(Path, "artifacts");

    /// <summary>Makes the directory if it is missing.</summary>
    /// <exception cref="StartupException">Another process holds it, or it cannot be written.</exception>
    public static DataDirectory Hold(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        var file = System.IO.Path.Combine(full, LockFile);
        try
        {
            Directory.CreateDirectory(full);
            var held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(System.IO.Path.Combine(full, HolderFile), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DataDirectory(full, held);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new StartupException($"The data directory {full} cannot be written: {failure.Message} Give this user the right, or name another one with --data.", failure);
        }
        catch (IOException failure)
        {
            throw new StartupException(
                Holder(full) is { } holder
                    ? $"The data directory {full} is in use by process {holder}. Stop it, or name another directory with --data."
                    : $"The data directory {full} cannot be held: {failure.Message} Name another one with --data.",
                failure);
        }
    }

    public void Dispose() => _lock.Dispose();

    private static string? Holder(string directory)
    {
        var file = System.IO.Path.Combine(directory, HolderFile);
        return File.Exists(file) ? File.ReadAllText(file) : null;
    }
}
