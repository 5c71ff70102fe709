using ActorMlOps.Monitoring;

namespace ActorMlOps.Silo.Hosting;

/// <summary>The data directory: database, artifacts and all.</summary>
internal sealed class StoreMeter(DataDirectory data) : IStoreMeter
{
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, IgnoreInaccessible = true };

    public StoreUse Measure()
    {
        // Files come and go meanwhile; their lengths are in the directory's listing.
        var bytes = new DirectoryInfo(data.Path).EnumerateFiles("*", Everything).Sum(Length);
        var volume = new DriveInfo(data.Path);
        return new(bytes, volume.AvailableFreeSpace, volume.TotalSize);
    }

    private static long Length(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
