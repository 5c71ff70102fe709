namespace ActorMlOps.Silo.Settings;

/// <summary>The files <c>silo-config/{profile}.json</c>: those of the working directory come before those beside the executable.</summary>
public sealed class Profiles(IReadOnlyList<string> directories)
{
    public const string Default = "embedded";
    private const string Folder = "silo-config";

    public static Profiles OfThisProcess { get; } = new(
        [Path.Combine(Environment.CurrentDirectory, Folder), Path.Combine(AppContext.BaseDirectory, Folder)]);

    /// <summary>Names in alphabetical order.</summary>
    public IReadOnlyList<string> Available =>
        [.. directories.Where(Directory.Exists)
            .SelectMany(directory => Directory.EnumerateFiles(directory, "*.json"))
            .Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];

    /// <summary>Path of the profile's file; null if there is none.</summary>
    public string? Find(string profile) => Available.Contains(profile, StringComparer.Ordinal)
        ? directories.Select(directory => Path.Combine(directory, profile + ".json")).First(File.Exists)
        : null;
}
