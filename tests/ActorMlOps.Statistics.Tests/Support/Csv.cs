using System.Globalization;
using System.IO.Compression;

namespace ActorMlOps.Statistics.Tests.Support;

/// <summary>Tables of the golden folder, by column; no field is quoted.</summary>
internal static class Csv
{
    public static Dictionary<string, string[]> Columns(string file)
    {
        using var stream = File.OpenRead(Golden.PathOf(file));
        using var reader = new StreamReader(file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r').Split(',')).ToArray();
        return lines[0].Select((name, i) => (name, i)).ToDictionary(column => column.name, column => lines[1..].Select(line => line[column.i]).ToArray());
    }

    public static IReadOnlyList<Dictionary<string, string>> Rows(string file)
    {
        var columns = Columns(file);
        return [.. Enumerable.Range(0, columns.Values.First().Length).Select(row => columns.ToDictionary(column => column.Key, column => column.Value[row]))];
    }

    public static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
