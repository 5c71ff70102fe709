using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ActorMlOps.Grains.Hosting;

namespace ActorMlOps.Silo.Hosting;

/// <summary>The receipt keys of a silo: those that are set, or else, where one process is the whole cluster, a file of its own.</summary>
public static partial class ReceiptKeyFile
{
    private const string Folder = "keys";
    private const string Name = "receipts.keys";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static string In(string dataDirectory) => Path.Combine(dataDirectory, Folder, Name);

    /// <summary>Sets the file of the data directory, and makes it, if no keys are set.</summary>
    /// <param name="severalSilos">Silos that share no directory must be given the same keys.</param>
    /// <exception cref="StartupException">There are no keys for silos of a cluster, or the file cannot be made.</exception>
    public static void Complete(ReceiptOptions options, string dataDirectory, bool severalSilos, TimeProvider clock)
    {
        if (options.Keys.Count > 0 || !string.IsNullOrEmpty(options.KeysFile))
            return;
        if (severalSilos)
        {
            throw new StartupException(
                "ActorMlOps:Receipts: there are no keys, and the silos of a cluster must have the same, or one could not open the receipts of the other. "
                + $"Put a line \"{Now(clock)} $(openssl rand -base64 32)\" into a secret file and name it to every silo as ActorMlOps:Receipts:KeysFile.");
        }
        options.KeysFile = In(dataDirectory);
        try
        {
            Ensure(options.KeysFile, clock);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The receipt keys {options.KeysFile} cannot be made: {failure.Message}", failure);
        }
    }

    /// <summary>
    /// Makes the file with one new key, readable for its owner only, if it is missing. It appears whole or not at all: of two processes at
    /// once one wins, and both have its file.
    /// </summary>
    public static void Ensure(string file, TimeProvider clock)
    {
        if (File.Exists(file))
            return;
        var directory = Path.GetDirectoryName(file)!;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
        var temporary = Path.Combine(directory, $"{Name}.{Guid.NewGuid():N}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        try
        {
            using (var stream = new FileStream(temporary, options))
            {
                using (var writer = new StreamWriter(stream, leaveOpen: true))
                {
                    writer.WriteLine("# Keys of receipts: a time and 32 bytes a line. The newest whose time has come seals, all open. Keep old ones for as long as labels are taken (labels.horizon).");
                    writer.WriteLine($"{Now(clock)} {Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}");
                }
                stream.Flush(flushToDisk: true);
            }
            Publish(temporary, file);
        }
        catch (IOException) when (File.Exists(file))
        {
            // Another process was faster; its key is as good.
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    // On Unix File.Move looks first and renames then: the second of two could replace the first one's file. A link is made or is not; only
    // file systems without links get the move.
    private static void Publish(string temporary, string file)
    {
        if (OperatingSystem.IsWindows() || Link(temporary, file) != 0)
            File.Move(temporary, file, overwrite: false);
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string file);

    private static string Now(TimeProvider clock) => clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
